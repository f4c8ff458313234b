package dev.parlance.cli.chat;

import dev.parlance.ContextOverflowException;
import dev.parlance.FinishReason;
import dev.parlance.GenerationRequest;
import dev.parlance.ModelInfo;
import dev.parlance.ParlanceException;
import dev.parlance.Usage;
import dev.parlance.chat.ChatAnswer;
import dev.parlance.chat.ChatEvent;
import dev.parlance.chat.ChatMessage;
import dev.parlance.chat.ChatSession;
import dev.parlance.chat.ChatStream;
import dev.parlance.chat.ChatTranscript;
import dev.parlance.cli.spi.GenerationOptions;
import dev.parlance.samplers.Samplers;
import dev.parlance.sampling.Sampler;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** A conversation at the command line: reads messages and commands until there are no more. */
final class Talk {
    private final ChatSession session;
    private final GenerationOptions generation;
    private final Lines lines;
    private final Screen screen;
    private @Nullable ChatAnswer last;

    Talk(ChatSession session, GenerationOptions generation, Lines lines, Screen screen) {
        this.session = session;
        this.generation = generation;
        this.lines = lines;
        this.screen = screen;
    }

    void greet(ModelInfo model) {
        if (lines.isInteractive()) {
            screen.say(model.name() + " on " + model.device()
                    + ". /help shows what can be done; Ctrl-C stops an answer, Ctrl-D ends.");
        }
    }

    void run() throws IOException {
        String message = lines.next();
        while (message != null && !Thread.currentThread().isInterrupted()) {
            if (message.startsWith("/")) {
                if (!command(message.strip())) {
                    return;
                }
            } else if (!message.isBlank()) {
                String said = message;
                answer(() -> session.send(said));
            }
            message = lines.next();
        }
    }

    /** Shows an answer while it is made. What goes wrong ends it and not the conversation, if there is a person. */
    private void answer(Supplier<ChatStream> start) {
        int droppedBefore = session.droppedMessages();
        try (ChatStream stream = start.get()) {
            lines.onInterrupt(stream::close);
            try {
                for (ChatEvent event : stream) {
                    screen.show(event);
                }
            } finally {
                lines.onInterrupt(null);
                screen.endAnswer();
            }
            last = stream.answer();
            report(stream.answer(), session.droppedMessages() - droppedBefore);
        } catch (ContextOverflowException e) {
            complain("this takes " + e.required() + " tokens, and the context has " + e.contextLength()
                    + "; make it shorter, or start with a larger --context-length");
        } catch (ParlanceException e) {
            if (!lines.isInteractive()) {
                throw e;
            }
            screen.say(String.valueOf(e.getMessage()));
        }
    }

    private void report(ChatAnswer answer, int dropped) {
        if (answer.finishReason() == FinishReason.CANCELLED && lines.isInteractive()) {
            screen.say("(stopped)");
        } else if (answer.finishReason() == FinishReason.MAX_TOKENS) {
            screen.say("(stopped after " + answer.usage().completionTokens() + " tokens; --max-tokens allows more)");
        } else if (answer.finishReason() == FinishReason.CONTEXT_FULL) {
            screen.say("(stopped because the context is full; --context-length makes it longer)");
        }
        if (dropped > 0) {
            screen.say("(the model is not shown the oldest " + session.droppedMessages()
                    + " messages any more: its context is full)");
        }
    }

    /** Does what a command says; returns whether the conversation goes on. */
    private boolean command(String typed) throws IOException {
        String[] parts = typed.split("\\s+", 2);
        String argument = parts.length > 1 ? parts[1].strip() : "";
        Optional<SlashCommand> command = SlashCommand.of(parts[0]);
        if (command.isEmpty()) {
            complain("there is no command " + parts[0] + "; there are " + String.join(", ", SlashCommand.names()));
            return true;
        }
        switch (command.get()) {
            case HELP -> help();
            case RESET -> {
                session.truncate(session.messages().isEmpty() || !isSystem() ? 0 : 1);
                last = null;
                screen.say("(a new conversation)");
            }
            case SAVE -> withFile(argument, this::save);
            case LOAD -> withFile(argument, this::load);
            case REGENERATE -> regenerate();
            case SYSTEM -> {
                session.system(argument);
                screen.say(argument.isEmpty() ? "(no system message)" : "(system message set)");
            }
            case SAMPLER -> sampler(argument);
            case STATS -> stats();
            case EXIT -> {
                return false;
            }
        }
        return true;
    }

    private boolean isSystem() {
        return session.messages().getFirst().role() == ChatMessage.Role.SYSTEM;
    }

    /** Tells what was typed wrongly: a person can try again, a script has failed. */
    private void complain(String problem) {
        if (!lines.isInteractive()) {
            throw new IllegalArgumentException(problem);
        }
        screen.say(problem);
    }

    private void help() {
        for (SlashCommand command : SlashCommand.values()) {
            screen.say(command.explanation());
        }
        screen.say("A line that ends with \\ goes on in the next one; Alt-Enter begins one, too.");
        screen.say("A line that begins with a blank is not kept in the history.");
    }

    private interface FileAction {
        void act(Path file) throws IOException;
    }

    private void withFile(String name, FileAction action) throws IOException {
        if (name.isEmpty()) {
            complain("name a file, such as /save talk.json");
            return;
        }
        try {
            action.act(Path.of(name));
        } catch (NoSuchFileException e) {
            complain(e.getFile() + ": there is no such file or folder");
        } catch (IOException | IllegalArgumentException e) {
            complain(name + ": " + e.getMessage());
        }
    }

    private void save(Path file) throws IOException {
        Files.writeString(file, ChatTranscript.toJson(session.messages()));
        screen.say("(" + session.messages().size() + " messages written to " + file + ")");
    }

    /** Goes on with a conversation from a file. */
    void load(Path file) throws IOException {
        session.replace(ChatTranscript.fromJson(Files.readString(file)));
        last = null;
        screen.say("(" + session.messages().size() + " messages read from " + file + ")");
    }

    private void regenerate() {
        List<ChatMessage> before = session.messages();
        try {
            answer(session::regenerate);
        } catch (IllegalStateException e) {
            complain("there is no message to answer yet");
            return;
        }
        if (session.messages().equals(before)) {
            screen.say("(the same answer: without chance, or with a fixed --seed, it is always the same; /sampler"
                    + " temperature=0.8 brings chance in)");
        }
    }

    private void sampler(String spec) {
        try {
            if (spec.isEmpty()) {
                session.configure(generation::configure);
                screen.say("(sampling as at the start)");
            } else {
                Sampler sampler = Samplers.parse(spec);
                session.configure(request -> configure(request, sampler));
                screen.say("(sampling with " + spec + ")");
            }
        } catch (IllegalArgumentException e) {
            complain(String.valueOf(e.getMessage()));
        }
    }

    private void configure(GenerationRequest.Builder request, Sampler sampler) {
        generation.configure(request);
        request.sampler(sampler);
    }

    private void stats() {
        ChatAnswer answer = last;
        if (answer == null) {
            screen.say("there was no answer yet");
            return;
        }
        Usage usage = answer.usage();
        screen.say(String.format(Locale.ROOT,
                "read %d tokens (%d known already), %.1f tokens/s; wrote %d tokens, %.1f tokens/s; ended by %s; seed %d",
                usage.promptTokens(), answer.reusedTokens(), usage.promptTokensPerSecond(), usage.completionTokens(),
                usage.completionTokensPerSecond(), answer.finishReason().name().toLowerCase(Locale.ROOT),
                answer.seed()));
        screen.say(String.format(Locale.ROOT, "context: %d of %d tokens", session.contextTokens(),
                session.contextLength()));
    }
}
