package dev.parlance.cli.chat;

import dev.parlance.LanguageModel;
import dev.parlance.chat.ChatSession;
import dev.parlance.chat.OverflowPolicy;
import dev.parlance.cli.spi.GenerationOptions;
import dev.parlance.cli.spi.ModelOptions;
import dev.parlance.cli.spi.Stdio;
import dev.parlance.cli.spi.Subcommand;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;

/** Talks with a model: in a terminal with editing and history, else a message a line from standard input. */
@Command(name = "chat", description = "Talk with a model. In a terminal, /help shows what else can be done; from a pipe, each line is a message.", footer = {
        "", "Example: parlance chat --system \"You tell short stories.\""})
public final class ChatCommand implements Subcommand {
    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Mixin
    private final GenerationOptions generation = new GenerationOptions();

    @Option(names = "--system", paramLabel = "TEXT", description = "What the model is told before the conversation.")
    private String system = "";

    @Option(names = "--load", paramLabel = "FILE", description = "Go on with a conversation that /save wrote.")
    private @Nullable Path load;

    /** Makes the command, for picocli to set its options. */
    public ChatCommand() {}

    @Override
    public void run(Stdio stdio) throws IOException {
        model.file();
        generation.sampler();
        try (LanguageModel loaded = model.load(stdio);
                ChatSession session = ChatSession.builder(loaded).system(system).request(generation::configure)
                        .overflow(OverflowPolicy.DROP_OLDEST).open();
                Lines lines = lines(stdio)) {
            Talk talk = new Talk(session, generation, lines, new Screen(stdio, lines.isInteractive()));
            if (load != null) {
                talk.load(load);
            }
            talk.greet(loaded.info());
            talk.run();
        }
    }

    private static Lines lines(Stdio stdio) {
        if (stdio.isTerminal(Stdio.Stream.INPUT) && stdio.isTerminal(Stdio.Stream.OUTPUT)) {
            try {
                return new TerminalLines(SlashCommand.names());
            } catch (IOException | IllegalStateException e) {
                stdio.message("this terminal can not be used for editing (" + e.getMessage()
                        + "); lines are read as they are");
            }
        }
        return new PipedLines(stdio);
    }
}
