package dev.parlance.internal;

import dev.parlance.FinishReason;
import dev.parlance.Generation;
import dev.parlance.GenerationRequest;
import dev.parlance.Logits;
import dev.parlance.ParlanceException;
import dev.parlance.Prompt;
import dev.parlance.TokenEvent;
import dev.parlance.TokenStream;
import dev.parlance.Usage;
import dev.parlance.internal.jfr.Recorder;
import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.tokenizer.EncodeOptions;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The generation loop: evaluate, sample, assemble text, look for an end. {@link #advance} makes one token and allocates
 * nothing; events are made only for a consumer that asks for them.
 */
final class GenerationStream implements TokenStream {
    private static final Recorder RECORDER = Recorder.get();

    private final LoadedModel model;
    private final ModelSession session;
    private final GenerationRequest request;
    private final boolean ownsSession;
    private final long seed;
    private final int[] endTokens;
    private final long startNanos = System.nanoTime();
    private final long limitNanos;
    private final Events events = new Events();

    /** Held while a token is made, so that a close from another thread waits for it. */
    private final ReentrantLock running = new ReentrantLock();
    private volatile boolean cancelled;

    // Guarded by the lock.
    private final Candidates candidates;
    private final Draw draw;
    private final GeneratedText text;
    private Sampler.@Nullable State sampler;
    private Recorder.@Nullable Decode decode;
    private int[] tokens = new int[64];
    private int count;
    private int promptTokens;
    private long promptNanos;
    private long generationNanos;
    private @Nullable FinishReason finish;
    private boolean released;

    GenerationStream(LoadedModel model, ModelSession session, GenerationRequest request, boolean ownsSession) {
        this.model = model;
        this.session = session;
        this.request = request;
        this.ownsSession = ownsSession;
        this.seed = request.seed().orElseGet(ThreadLocalRandom.current()::nextLong);
        this.endTokens = request.ignoreEndTokens()
                ? new int[0]
                : model.openTokenizer().endTokens().stream().mapToInt(Integer::intValue).sorted().toArray();
        this.limitNanos = request.timeLimit().map(GenerationStream::nanos).orElse(Long.MAX_VALUE);
        this.candidates = new Candidates(model.vocabularySize());
        this.draw = new Draw(seed);
        this.text = new GeneratedText(request.stopStrings());
    }

    private static long nanos(Duration duration) {
        return duration.compareTo(Duration.ofNanos(Long.MAX_VALUE)) < 0 ? duration.toNanos() : Long.MAX_VALUE;
    }

    /** Generates without making events. */
    Generation runToEnd() {
        while (advance(null)) {
        }
        return generation();
    }

    /**
     * Makes the next token; returns whether there was one. After the end it returns false.
     *
     * @param observer is shown the token, while its logits are still there
     */
    private boolean advance(@Nullable Events observer) {
        running.lock();
        try {
            if (finish != null) {
                return false;
            }
            session.enter(this);
            try {
                boolean made = makeToken();
                if (made && observer != null) {
                    observer.observe(tokens[count - 1]);
                }
                return made;
            } finally {
                session.leave();
            }
        } catch (Scheduler.ClosedException closed) {
            finish(FinishReason.CANCELLED); // by another thread, which is no failure
            return false;
        } catch (RuntimeException | Error e) {
            finish(FinishReason.CANCELLED);
            throw e;
        } finally {
            try {
                releaseIfEnded();
            } finally {
                running.unlock();
            }
        }
    }

    private boolean makeToken() {
        long start = System.nanoTime();
        if (mustEnd()) {
            return false;
        }
        Sampler.State state = sampler;
        if (state == null) {
            state = evaluatePrompt();
            promptNanos = System.nanoTime() - start;
            if (finish != null) {
                return false;
            }
            decode = RECORDER.decode();
            start = System.nanoTime();
            if (request.maxTokens() == 0) {
                finish(FinishReason.MAX_TOKENS);
                return false;
            }
        } else if (session.count() == session.contextLength()) {
            finish(FinishReason.CONTEXT_FULL);
            return false;
        } else {
            session.append(tokens[count - 1]);
        }
        boolean made = take(choose(state));
        generationNanos += System.nanoTime() - start;
        return made;
    }

    private Sampler.State evaluatePrompt() {
        int[] prompt = switch (request.prompt()) {
            case Prompt.Tokens given -> given.ids().stream().mapToInt(Integer::intValue).toArray();
            case Prompt.Text given -> model.openTokenizer().encode(given.text(),
                    new EncodeOptions(session.count() == 0, given.parseSpecial()));
        };
        if (prompt.length == 0) {
            throw new IllegalArgumentException("the prompt has no tokens: it is empty, and "
                    + (session.count() == 0
                            ? "this model has no token that begins a text"
                            : "a session that has been read already gets none to begin a text"));
        }
        List<Integer> context = IntStream.concat(session.tokenStream(), Arrays.stream(prompt)).boxed().toList();
        Sampler.State made = request.sampler()
                .newState(new SamplingContext(seed, model.openTokenizer(), context,
                        Arrays.stream(endTokens).boxed().collect(Collectors.toUnmodifiableSet())));
        if (session.append(prompt, this::mustEnd)) {
            promptTokens = prompt.length;
        }
        sampler = made;
        return made;
    }

    /** Returns whether the generation must end now, and if so ends it. */
    private boolean mustEnd() {
        if (cancelled || model.closing() || Thread.currentThread().isInterrupted()) {
            finish(FinishReason.CANCELLED);
        } else if (System.nanoTime() - startNanos >= limitNanos) {
            finish(FinishReason.DEADLINE);
        }
        return finish != null;
    }

    private int choose(Sampler.State state) {
        candidates.reset(session.logits());
        if (candidates.logit(candidates.best()) == Float.NEGATIVE_INFINITY) {
            throw new ParlanceException("the model gave no usable logit after " + session.count()
                    + " tokens: all are NaN or negative infinity; the weights of '" + model.name()
                    + "' are probably damaged");
        }
        state.apply(candidates);
        int token = draw.next(candidates);
        state.accept(token);
        return token;
    }

    /** Adds a token to the result, unless it ends the generation. */
    private boolean take(int token) {
        if (finish != null) {
            return false; // a sampler closed the stream that it works for
        }
        if (Arrays.binarySearch(endTokens, token) >= 0) {
            finish(FinishReason.END_TOKEN);
            return false;
        }
        if (count == tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * count);
        }
        tokens[count++] = token;
        if (text.append(model.tokenBytes().of(token))) {
            finish = FinishReason.STOP_STRING;
        } else if (count == request.maxTokens()) {
            finish(FinishReason.MAX_TOKENS);
        }
        return true;
    }

    /** Ends the generation, unless it has ended. */
    private void finish(FinishReason reason) {
        if (finish == null) {
            finish = text.end() ? FinishReason.STOP_STRING : reason;
        }
    }

    private void releaseIfEnded() {
        if (finish != null && !released) {
            released = true;
            if (decode != null) {
                decode.end(model.name(), session.number(), count, Duration.ofNanos(generationNanos), finish);
            }
            session.ended(this);
            if (ownsSession) {
                session.close();
            }
        }
    }

    @Override
    public Iterator<TokenEvent> iterator() {
        return events;
    }

    @Override
    public Generation generation() {
        running.lock();
        try {
            Usage usage = new Usage(promptTokens, count, Duration.ofNanos(promptNanos),
                    Duration.ofNanos(generationNanos));
            List<Integer> ids = Arrays.stream(tokens, 0, count).boxed().toList();
            return new Generation(text.toString(), ids, finish == null ? FinishReason.CANCELLED : finish, usage, seed);
        } finally {
            running.unlock();
        }
    }

    /** Makes the generation end at the next opportunity, without waiting for it. */
    void cancel() {
        cancelled = true;
    }

    @Override
    public void close() {
        cancelled = true;
        running.lock();
        try {
            finish(FinishReason.CANCELLED);
            releaseIfEnded();
        } finally {
            running.unlock();
        }
    }

    /** The events, each made when it is asked for. */
    private final class Events implements Iterator<TokenEvent> {
        private @Nullable TokenEvent next;
        private int delivered;

        @Override
        public boolean hasNext() {
            running.lock();
            try {
                if (next == null && !advance(this)) {
                    deliverHeldBack();
                }
                return next != null;
            } finally {
                running.unlock();
            }
        }

        @Override
        public TokenEvent next() {
            TokenEvent event = hasNext() ? next : null;
            if (event == null) {
                throw new NoSuchElementException("the generation has ended");
            }
            next = null;
            return event;
        }

        void observe(int token) {
            Logits logits = new Logits(session.logits(), model.openTokenizer());
            next = new TokenEvent(token, deliver(), logits.logProbability(token), logits.top(request.alternatives()));
        }

        private void deliverHeldBack() {
            String heldBack = deliver();
            if (!heldBack.isEmpty()) {
                next = new TokenEvent(TokenEvent.NO_TOKEN, heldBack, Float.NaN, List.of());
            }
        }

        private String deliver() {
            String delivery = text.certainFrom(delivered);
            delivered = text.certain();
            return delivery;
        }
    }
}
