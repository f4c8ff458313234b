package dev.parlance.cli.chat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What can be done in a conversation besides talking. */
enum SlashCommand {
    HELP("", "shows this"),
    RESET("", "begins a new conversation; the system message stays"),
    SAVE("FILE", "writes the conversation to a file"),
    LOAD("FILE", "goes on with a conversation from a file"),
    REGENERATE("", "makes another answer to the last message"),
    SYSTEM("[TEXT]", "tells the model something before the conversation, or nothing any more"),
    SAMPLER("[SPEC]", "chooses as a chain of samplers says, such as top-k=40,temperature=0.8, or as at the start"),
    STATS("", "shows what the last answer cost and how full the context is"),
    EXIT("", "ends the conversation, as does Ctrl-D");

    private final String argument;
    private final String purpose;

    SlashCommand(String argument, String purpose) {
        this.argument = argument;
        this.purpose = purpose;
    }

    /** Returns how it is typed. */
    String typed() {
        return "/" + name().toLowerCase(Locale.ROOT);
    }

    /** Returns a line that explains it. */
    String explanation() {
        return String.format(Locale.ROOT, "  %-17s %s", (typed() + " " + argument).strip(), purpose);
    }

    static List<String> names() {
        return Arrays.stream(values()).map(SlashCommand::typed).toList();
    }

    /** Returns the command of a name, such as {@code /help}; {@code /quit} is an exit, too. */
    static Optional<SlashCommand> of(String name) {
        String known = name.equals("/quit") ? "/exit" : name;
        return Arrays.stream(values()).filter(command -> command.typed().equals(known)).findFirst();
    }
}
