package dev.parlance.cli;

import dev.parlance.FinishReason;
import dev.parlance.Generation;
import dev.parlance.GenerationRequest;
import dev.parlance.LanguageModel;
import dev.parlance.TokenEvent;
import dev.parlance.TokenStream;
import dev.parlance.Usage;
import dev.parlance.cli.spi.GenerationOptions;
import dev.parlance.cli.spi.JsonOption;
import dev.parlance.cli.spi.ModelOptions;
import dev.parlance.cli.spi.PromptOptions;
import dev.parlance.cli.spi.Stdio;
import dev.parlance.cli.spi.Subcommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Continues a text. */
@Command(name = "run", description = "Continue a text, token by token.", footer = {"",
        "Example: parlance run --temperature 0.8 \"Once upon a time\""})
public final class RunCommand implements Subcommand {
    @Mixin
    private final PromptOptions prompt = new PromptOptions();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Mixin
    private final GenerationOptions generation = new GenerationOptions();

    @Mixin
    private final JsonOption json = new JsonOption();

    @Option(names = "--stats", description = "Print speed and seed to standard error at the end.")
    private boolean stats;

    /** What {@code --json} prints. */
    record Result(String text, List<Integer> tokens, String finishReason, long seed, Cost usage) {
        static Result of(Generation generation) {
            return new Result(generation.text(), generation.tokens(), name(generation.finishReason()),
                    generation.seed(),
                    Cost.of(generation.usage()));
        }
    }

    /** {@link Usage} in seconds. */
    record Cost(int promptTokens, int completionTokens, double promptSeconds, double generationSeconds) {
        static Cost of(Usage usage) {
            return new Cost(usage.promptTokens(), usage.completionTokens(), usage.promptTime().toNanos() / 1e9,
                    usage.generationTime().toNanos() / 1e9);
        }
    }

    @Override
    public void run(Stdio stdio) throws IOException {
        model.file();
        GenerationRequest request = generation.request(prompt.prompt(stdio));
        try (LanguageModel loaded = model.load(stdio); TokenStream stream = loaded.stream(request)) {
            for (TokenEvent event : stream) {
                if (!json.wanted()) {
                    stdio.print(event.text());
                }
            }
            report(stream.generation(), stdio);
        }
    }

    private void report(Generation done, Stdio stdio) {
        if (json.wanted()) {
            JsonOption.print(stdio, Result.of(done));
        } else if (stdio.isTerminal(Stdio.Stream.OUTPUT)) {
            // A file or a pipe gets the continuation and nothing else.
            stdio.print("\n");
        }
        if (done.finishReason() == FinishReason.CONTEXT_FULL) {
            stdio.message("stopped because the context is full; --context-length makes it longer");
        }
        if (stats) {
            Usage usage = done.usage();
            stdio.message(String.format(Locale.ROOT,
                    "prompt %d tokens, %.1f tokens/s; generated %d tokens, %.1f tokens/s; ended by %s; seed %d",
                    usage.promptTokens(), usage.promptTokensPerSecond(), usage.completionTokens(),
                    usage.completionTokensPerSecond(), name(done.finishReason()), done.seed()));
        }
    }

    private static String name(FinishReason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }
}
