package dev.parlance.chat;

import dev.parlance.ContextOverflowException;
import dev.parlance.FinishReason;
import dev.parlance.GenerationRequest;
import dev.parlance.LanguageModel;
import dev.parlance.Prompt;
import dev.parlance.Session;
import dev.parlance.TokenStream;
import dev.parlance.chat.answer.AnswerFormat;
import dev.parlance.chat.answer.AnswerParser;
import dev.parlance.chat.answer.ToolCallReader;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A conversation with a model.
 *
 * <pre>{@code
 * try (ChatSession chat = ChatSession.of(model)) {
 *     System.out.println(chat.ask("Who are you?").message().content());
 * }
 * }</pre>
 *
 * <p>Only what the model has not read yet is evaluated: the longest part of the conversation that its {@link Session}
 * knows already is kept. For one thread at a time, but {@link #close} may come from any.
 */
public final class ChatSession implements AutoCloseable {
    private final LanguageModel model;
    private final Session session;
    private final ChatSettings settings;
    private final AnswerFormat format;
    private final List<ChatMessage> messages = new ArrayList<>();
    private Consumer<GenerationRequest.Builder> request;

    /** How many messages after a system message the model is not shown any more. */
    private int dropped;

    /** The last prompt with the model's answer to it, so that the answer is not tokenized anew; null if that is needed. */
    private @Nullable KnownText known;
    private @Nullable ChatStream running;

    private ChatSession(LanguageModel model, Session session, ChatSettings settings,
            Consumer<GenerationRequest.Builder> request) {
        this.model = model;
        this.session = session;
        this.settings = settings;
        this.format = AnswerFormat.of(settings.template().source());
        this.request = request;
    }

    /**
     * Begins a conversation with all defaults.
     *
     * @throws IllegalArgumentException if the model's file has no chat template
     * @throws ChatTemplateException if its template is not valid
     * @throws dev.parlance.SessionLimitException if the model has no session left
     */
    public static ChatSession of(LanguageModel model) {
        return builder(model).open();
    }

    /** Starts a conversation with settings. */
    public static Builder builder(LanguageModel model) {
        return new Builder(model);
    }

    /** Returns the messages so far, also those that the model is not shown any more. */
    public List<ChatMessage> messages() {
        return List.copyOf(messages);
    }

    /** Returns how many of the messages the model is not shown any more, because they do not fit its context. */
    public int droppedMessages() {
        return dropped;
    }

    /** Returns how many tokens of its context the conversation takes, as far as the model has read it. */
    public int contextTokens() {
        return session.length();
    }

    /** Returns how many tokens the context holds. */
    public int contextLength() {
        return session.contextLength();
    }

    /** Says something and returns the whole answer. */
    public ChatAnswer ask(String text) {
        try (ChatStream stream = send(text)) {
            return stream.complete();
        }
    }

    /** Says something and starts the answer. */
    public ChatStream send(String text) {
        return send(ChatMessage.user(text));
    }

    /**
     * Adds messages, such as the answers of tools, and starts the model's answer to them. If the conversation can not be
     * rendered or does not fit, the messages are taken out again.
     *
     * @throws ChatTemplateException if the template refuses the conversation
     * @throws ContextOverflowException if it is too long for the context
     */
    public ChatStream send(ChatMessage... added) {
        checkIdle();
        int before = messages.size();
        messages.addAll(Arrays.asList(added));
        try {
            return answer();
        } catch (RuntimeException | Error e) {
            messages.subList(before, messages.size()).clear();
            throw e;
        }
    }

    /** Adds a message without an answer. */
    public void add(ChatMessage message) {
        checkIdle();
        messages.add(message);
    }

    /**
     * Takes the last answer back and starts another one.
     *
     * @throws IllegalStateException if there is nothing to answer
     */
    public ChatStream regenerate() {
        checkIdle();
        while (!messages.isEmpty() && messages.getLast().role() == ChatMessage.Role.ASSISTANT) {
            messages.removeLast();
        }
        return answer();
    }

    /**
     * Puts another message in the place of one, and takes back all that followed it.
     *
     * @throws IndexOutOfBoundsException if there is no such message
     */
    public void edit(int index, ChatMessage replacement) {
        checkIdle();
        messages.set(index, replacement);
        messages.subList(index + 1, messages.size()).clear();
        forgetDropped();
    }

    /** Takes messages back, all from an index on. */
    public void truncate(int length) {
        checkIdle();
        messages.subList(length, messages.size()).clear();
        forgetDropped();
    }

    private void forgetDropped() {
        dropped = Math.max(0, Math.min(dropped, messages.size() - systemMessages() - 1));
    }

    /** Puts other messages in the place of all. */
    public void replace(List<ChatMessage> others) {
        checkIdle();
        messages.clear();
        messages.addAll(others);
        dropped = 0;
    }

    /** Sets, replaces or, if it is empty, removes the system message at the beginning. */
    public void system(String content) {
        checkIdle();
        if (systemMessages() > 0) {
            messages.removeFirst();
        }
        if (!content.isEmpty()) {
            messages.addFirst(ChatMessage.system(content));
        }
    }

    /** Sets how answers are generated from now on, in place of what was set before. */
    public void configure(Consumer<GenerationRequest.Builder> settingsOfRequests) {
        this.request = settingsOfRequests;
    }

    /**
     * Returns an independent conversation that has come as far as this one, without reading it again.
     *
     * @throws dev.parlance.SessionLimitException if the model has no session left
     */
    public ChatSession fork() {
        checkIdle();
        ChatSession fork = new ChatSession(model, session.fork(), settings, request);
        fork.messages.addAll(messages);
        fork.dropped = dropped;
        fork.known = known;
        return fork;
    }

    /** Starts the model's answer to the messages so far. */
    public ChatStream answer() {
        checkIdle();
        if (messages.isEmpty()) {
            throw new IllegalStateException("there is no message to answer");
        }
        PromptTokens prompt = fittingPrompt();
        int reused = reuse(prompt.ids());
        List<Integer> added = Arrays.stream(prompt.ids(), reused, prompt.ids().length).boxed().toList();
        GenerationRequest.Builder builder = GenerationRequest.builder(Prompt.tokens(added))
                .maxTokens(DEFAULT_MAX_TOKENS);
        request.accept(builder);
        TokenStream tokens = session.stream(builder.build());
        int callsBefore = messages.stream().mapToInt(message -> message.toolCalls().size()).sum();
        ChatStream stream = new ChatStream(tokens, model.tokenizer(),
                events -> new AnswerParser(format, prompt.rendered().text(),
                        new ToolCallReader(settings.tools(), callsBefore),
                        events),
                reused, ended -> ended(ended, prompt));
        running = stream;
        return stream;
    }

    /** The most tokens of an answer, unless the settings say otherwise. */
    public static final int DEFAULT_MAX_TOKENS = 1024;

    /** Takes an answer that has ended into the conversation. */
    private void ended(ChatStream stream, PromptTokens prompt) {
        running = null;
        ChatMessage message = stream.answer().message();
        messages.add(message);
        // A stop string is in the tokens and not in the text.
        known = hasRead(prompt) && stream.isPlain() && stream.answer().finishReason() != FinishReason.STOP_STRING
                ? new KnownText(prompt.rendered(), stream.raw(), prompt.ids(), stream.tokens())
                : null;
    }

    private boolean hasRead(PromptTokens prompt) {
        try {
            return session.length() >= prompt.ids().length;
        } catch (IllegalStateException closed) { // by another thread, which has ended the answer
            return false;
        }
    }

    private void checkIdle() {
        if (running != null) {
            throw new IllegalStateException("an answer is running; walk through its events, or close it, first");
        }
    }

    /** A rendered conversation with its ids. */
    private record PromptTokens(RenderedPrompt rendered, int[] ids) {}

    private PromptTokens fittingPrompt() {
        int room = session.contextLength();
        PromptTokens prompt = prompt(dropped);
        if (settings.overflow() == OverflowPolicy.DROP_OLDEST && prompt.ids().length > room - room / 4) {
            int wanted = room / 2;
            int last = dropped;
            for (int next = nextTurn(last); next >= 0 && prompt.ids().length > wanted; next = nextTurn(last)) {
                last = next;
                prompt = prompt(last);
            }
            if (prompt.ids().length < room) {
                dropped = last;
            }
        }
        if (prompt.ids().length >= room) {
            throw new ContextOverflowException("the conversation has " + prompt.ids().length
                    + " tokens, and the context of " + room + " has no room for an answer then; load the model with a"
                    + " larger contextLength(...), shorten the conversation, or let the oldest turns be dropped with"
                    + " OverflowPolicy.DROP_OLDEST", prompt.ids().length + 1L, room);
        }
        return prompt;
    }

    /** Returns how many messages are dropped if one more turn is, or -1 if it is the last one. */
    private int nextTurn(int from) {
        int first = systemMessages();
        for (int i = first + from + 1; i < messages.size(); i++) {
            if (messages.get(i).role() == ChatMessage.Role.USER) {
                return i - first;
            }
        }
        return -1;
    }

    private int systemMessages() {
        return !messages.isEmpty() && messages.getFirst().role() == ChatMessage.Role.SYSTEM ? 1 : 0;
    }

    private PromptTokens prompt(int without) {
        int first = systemMessages();
        List<ChatMessage> shown = new ArrayList<>(messages.subList(0, first));
        shown.addAll(messages.subList(first + without, messages.size()));
        RenderedPrompt rendered = settings.render(shown, model.tokenizer());
        KnownText last = known;
        return new PromptTokens(rendered, last != null && last.begins(rendered)
                ? last.encode(rendered, model.tokenizer())
                : rendered.encode(model.tokenizer()));
    }

    /** Keeps what the session knows of a prompt, but at least one token less than all; returns how much that is. */
    private int reuse(int[] ids) {
        int[] held = session.tokens();
        int same = Arrays.mismatch(held, ids);
        int kept = Math.min(same < 0 ? held.length : same, ids.length - 1);
        session.truncate(kept);
        return kept;
    }

    /** Ends a running answer and releases the session's memory. Idempotent. */
    @Override
    public void close() {
        session.close();
    }

    /** The settings of a conversation. Not thread-safe. */
    public static final class Builder {
        private final LanguageModel model;
        private @Nullable ChatTemplate template;
        private String system = "";
        private @Nullable List<Map<String, ?>> tools;
        private Map<String, ?> variables = Map.of();
        private OverflowPolicy overflow = OverflowPolicy.REFUSE;
        private Consumer<GenerationRequest.Builder> request = builder -> {};

        private Builder(LanguageModel model) {
            this.model = model;
        }

        /** Sets the template. Default: that of the model's file. */
        public Builder template(ChatTemplate chatTemplate) {
            this.template = chatTemplate;
            return this;
        }

        /** Sets the system message. Default none. */
        public Builder system(String content) {
            this.system = content;
            return this;
        }

        /** Sets the tools that the model may call, each as JSON Schema has it. Default none. */
        public Builder tools(List<? extends Map<String, ?>> definitions) {
            this.tools = new ArrayList<>(definitions);
            return this;
        }

        /** Sets more variables of the template, such as {@code enable_thinking}. Default none. */
        public Builder variables(Map<String, ?> extra) {
            this.variables = extra;
            return this;
        }

        /** Sets what happens when the conversation is too long. Default {@link OverflowPolicy#REFUSE}. */
        public Builder overflow(OverflowPolicy policy) {
            this.overflow = policy;
            return this;
        }

        /** Sets how answers are generated: sampler, seed, length and the like. Default: greedily, of any length that fits. */
        public Builder request(Consumer<GenerationRequest.Builder> settings) {
            this.request = settings;
            return this;
        }

        /**
         * Begins the conversation.
         *
         * @throws IllegalArgumentException if there is no template
         * @throws ChatTemplateException if the template is not valid
         * @throws dev.parlance.SessionLimitException if the model has no session left
         */
        public ChatSession open() {
            ChatTemplate chosen = template != null
                    ? template
                    : ChatTemplate.of(model).orElseThrow(() -> new IllegalArgumentException("the file of '"
                            + model.info().name() + "' has no chat template; it may not be made for conversations. Give"
                            + " one with template(ChatTemplate.parse(...))"));
            ChatSettings settings = new ChatSettings(chosen, tools, variables, overflow);
            ChatSession opened = new ChatSession(model, model.newSession(), settings, request);
            opened.system(system);
            return opened;
        }
    }
}
