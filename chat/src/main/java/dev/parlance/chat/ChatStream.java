package dev.parlance.chat;

import dev.parlance.Generation;
import dev.parlance.TokenEvent;
import dev.parlance.TokenStream;
import dev.parlance.chat.answer.AnswerParser;
import dev.parlance.tokenizer.TokenKind;
import dev.parlance.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * An answer that is being made: each event is computed when it is asked for, on the thread that asks. It can be walked
 * once. When it ends, or is closed, what there is of the answer becomes a message of the conversation.
 *
 * <p>For one thread at a time, but {@link #close} may come from any thread: it ends the answer.
 */
public final class ChatStream implements Iterable<ChatEvent>, AutoCloseable {
    private final TokenStream tokens;
    private final Tokenizer tokenizer;
    private final AnswerParser parser;
    private final int reusedTokens;
    private final Consumer<ChatStream> atEnd;
    private final Deque<ChatEvent> events = new ArrayDeque<>();

    /** Held while events are made, so that a close from another thread ends the answer after them. */
    private final ReentrantLock walking = new ReentrantLock();

    private final IntStream.Builder ids = IntStream.builder();
    private final StringBuilder raw = new StringBuilder();
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final List<ToolCall> calls = new ArrayList<>();
    private boolean plain = true;
    private boolean ended;
    private @Nullable ChatAnswer answer;

    interface ParserMaker {
        AnswerParser make(Consumer<ChatEvent> events);
    }

    ChatStream(TokenStream tokens, Tokenizer tokenizer, ParserMaker parser, int reusedTokens,
            Consumer<ChatStream> atEnd) {
        this.tokens = tokens;
        this.tokenizer = tokenizer;
        this.parser = parser.make(this::collect);
        this.reusedTokens = reusedTokens;
        this.atEnd = atEnd;
    }

    private void collect(ChatEvent event) {
        switch (event) {
            case ChatEvent.Text part -> text.append(part.text());
            case ChatEvent.Reasoning part -> reasoning.append(part.text());
            case ChatEvent.Call call -> calls.add(call.call());
        }
        events.add(event);
    }

    /**
     * Returns the iterator over the events, always the same one. Its {@code hasNext} computes tokens until there is an event.
     *
     * @throws dev.parlance.ContextOverflowException from {@code hasNext}, if the conversation does not fit the context
     */
    @Override
    public Iterator<ChatEvent> iterator() {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return fill();
            }

            @Override
            public ChatEvent next() {
                if (!fill()) {
                    throw new NoSuchElementException("the answer has ended");
                }
                return events.remove();
            }
        };
    }

    private boolean fill() {
        walking.lock();
        try {
            while (events.isEmpty() && !ended) {
                Iterator<TokenEvent> made = tokens.iterator();
                if (made.hasNext()) {
                    take(made.next());
                } else {
                    finish();
                }
            }
            return !events.isEmpty();
        } finally {
            walking.unlock();
        }
    }

    private void take(TokenEvent event) {
        if (event.token() != TokenEvent.NO_TOKEN) {
            ids.add(event.token());
        }
        raw.append(event.text());
        parser.append(event.text());
        if (event.token() != TokenEvent.NO_TOKEN && tokenizer.kind(event.token()) == TokenKind.CONTROL) {
            String piece = tokenizer.piece(event.token());
            plain = false;
            parser.appendControl(piece);
        }
    }

    private void finish() {
        if (!ended) {
            ended = true;
            parser.end();
            Generation generation = tokens.generation();
            answer = new ChatAnswer(ChatMessage.assistant(text.toString(), reasoning.toString(), calls),
                    generation.finishReason(), generation.usage(), reusedTokens, generation.seed());
            atEnd.accept(this);
        }
    }

    /** Makes the rest of the answer and returns all of it. Events that were not asked for are lost. */
    public ChatAnswer complete() {
        while (fill()) {
            events.clear();
        }
        return answer();
    }

    /**
     * Returns the answer.
     *
     * @throws IllegalStateException if it has not ended yet
     */
    public ChatAnswer answer() {
        ChatAnswer made = answer;
        if (made == null) {
            throw new IllegalStateException("the answer is not complete; walk through its events, or close it, first");
        }
        return made;
    }

    /** Returns whether the model wrote nothing but text. */
    boolean isPlain() {
        return plain;
    }

    /** Returns the text that the model wrote, with its markers. */
    String raw() {
        return raw.toString();
    }

    /** Returns the tokens of that text. */
    int[] tokens() {
        return ids.build().toArray();
    }

    /** Ends the answer, after waiting for a token that another thread is computing; what was made of it stays. Idempotent. */
    @Override
    public void close() {
        tokens.close();
        walking.lock();
        try {
            finish();
        } finally {
            walking.unlock();
        }
    }
}
