package dev.parlance.training;

import dev.parlance.ParlanceException;
import dev.parlance.training.loop.Progress;
import org.bytedeco.pytorch.global.torch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The command line of the training module. */
@Command(name = "train", description = "Makes models.", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND")
public final class Train {

    private Train() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Train()).setExecutionExceptionHandler((e, command, parsed) -> {
            if (e instanceof ParlanceException || e instanceof IllegalArgumentException || e instanceof IOException) {
                command.getErr().println(command.getColorScheme().errorText("error: " + e.getMessage()));
                return 1;
            }
            throw e;
        });
    }

    /** Options that all commands have. */
    static final class Options {
        @Option(names = "--threads", paramLabel = "N", description = "Threads of PyTorch. Default: ${DEFAULT-VALUE}.", defaultValue = "2")
        private int threads;

        @Option(names = "--folder", paramLabel = "FOLDER", description = "Where checkpoints, logs and results are kept."
                + " A run that was stopped goes on there. Default: ${DEFAULT-VALUE}.", defaultValue = "target/training")
        private Path folder = Path.of("");

        Path open() throws IOException {
            torch.set_num_threads(threads);
            return Files.createDirectories(folder);
        }
    }

    @Command(name = "stories", mixinStandardHelpOptions = true, description = "Makes the bundled model, from the generator to the GGUF file, and measures it.")
    void stories(@CommandLine.Mixin Options options) throws IOException {
        Path folder = options.open();
        StoryModel stories = new StoryModel(StoryModel.Sizes.BUNDLED, folder, Train::show);
        Path file = stories.make();
        String figures = stories.figures(file, 200);
        Files.writeString(folder.resolve("figures.txt"), figures);
        System.err.println();
        System.out.print(figures);
        System.out.println(file);
    }

    @Command(name = "brackets", mixinStandardHelpOptions = true, description = "Trains one and two attention blocks on balanced brackets and compares.")
    void brackets(@CommandLine.Mixin Options options,
            @Option(names = "--steps", defaultValue = "1000", description = "Default: ${DEFAULT-VALUE}.") int steps)
            throws IOException {
        Path folder = options.open();
        for (int blocks = 1; blocks <= 2; blocks++) {
            BracketModel model = new BracketModel(blocks, steps, folder);
            double loss = model.train(Train::show);
            System.err.println();
            System.out.print(BracketReport.of(blocks, loss, model));
        }
    }

    private static void show(Progress progress) {
        System.err.print("\r" + progress.line());
        progress.perplexity().ifPresent(
                perplexity -> System.err.printf(Locale.ROOT, "%nstep %d: validation perplexity %.3f%n", progress.step(),
                        perplexity));
    }
}
