package dev.parlance.internal;

import dev.parlance.ContextOverflowException;
import dev.parlance.Generation;
import dev.parlance.GenerationRequest;
import dev.parlance.Logits;
import dev.parlance.Session;
import dev.parlance.TokenStream;
import dev.parlance.internal.jfr.Recorder;
import dev.parlance.spi.EngineSession;
import dev.parlance.spi.Step;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** A session over an engine's: knows its tokens, guards against concurrent use, and feeds the scheduler. */
final class ModelSession implements Session {
    private static final Recorder RECORDER = Recorder.get();

    private final LoadedModel model;
    private final EngineSession engine;
    private final long number;
    private final Scheduler.Ticket ticket = new Scheduler.Ticket();
    private final AtomicReference<@Nullable Thread> user = new AtomicReference<>();
    private volatile @Nullable GenerationStream stream;
    private int[] tokens;
    private int length;

    /** One token, and the logits after it: used again for every token that is generated. */
    private final Step decodeStep;

    /** Makes a session around an engine's that holds some tokens; the array is its own from then on. */
    ModelSession(LoadedModel model, EngineSession engine, long number, int[] tokens) {
        this.model = model;
        this.engine = engine;
        this.number = number;
        this.tokens = tokens;
        this.length = tokens.length;
        this.decodeStep = new Step(engine, new int[1], new int[1], Step.Output.LOGITS,
                new float[model.vocabularySize()]);
    }

    @Override
    public Logits evaluate(int... added) {
        enter();
        try {
            append(added.clone(), () -> false);
            return new Logits(logits(), model.openTokenizer());
        } finally {
            leave();
        }
    }

    @Override
    public List<Logits> evaluateAll(int... added) {
        enter();
        try {
            List<Logits> all = new ArrayList<>(added.length);
            int vocabulary = model.vocabularySize();
            appendInSteps(added.clone(), Step.Output.LOGITS, vocabulary, (rows, count) -> {
                for (int row = 0; row < count; row++) {
                    all.add(new Logits(Arrays.copyOfRange(rows, row * vocabulary, (row + 1) * vocabulary),
                            model.openTokenizer()));
                }
            });
            return List.copyOf(all);
        } finally {
            leave();
        }
    }

    /** Returns the mean of the final hidden states of some tokens appended. */
    float[] meanHiddenState(int[] added) {
        enter();
        try {
            int width = model.embeddingLength();
            double[] sum = new double[width];
            appendInSteps(added, Step.Output.HIDDEN_STATE, width, (rows, count) -> {
                for (int i = 0; i < count * width; i++) {
                    sum[i % width] += rows[i];
                }
            });
            float[] mean = new float[width];
            for (int i = 0; i < width; i++) {
                mean[i] = (float) (sum[i] / added.length);
            }
            return mean;
        } finally {
            leave();
        }
    }

    @Override
    public TokenStream stream(GenerationRequest request) {
        return stream(request, false);
    }

    /** Starts a generation that, if it owns this session, closes it when it ends. */
    GenerationStream stream(GenerationRequest request, boolean owner) {
        enter();
        try {
            GenerationStream started = new GenerationStream(model, this, request, owner);
            stream = started;
            return started;
        } finally {
            leave();
        }
    }

    @Override
    public Generation generate(GenerationRequest request) {
        try (GenerationStream running = stream(request, false)) {
            return running.runToEnd();
        }
    }

    @Override
    public int length() {
        enter();
        try {
            return length;
        } finally {
            leave();
        }
    }

    @Override
    public int contextLength() {
        ticket.checkOpen();
        return model.contextLength();
    }

    @Override
    public int[] tokens() {
        enter();
        try {
            return Arrays.copyOf(tokens, length);
        } finally {
            leave();
        }
    }

    @Override
    public void truncate(int kept) {
        enter();
        try {
            if (kept < 0 || kept > length) {
                throw new IndexOutOfBoundsException(
                        "can not keep " + kept + " tokens: the session holds " + length + "; expected 0 to " + length);
            }
            truncateEngine(kept);
            length = kept;
        } finally {
            leave();
        }
    }

    @Override
    public Session fork() {
        enter();
        try {
            return model.scheduler().exclusively(ticket,
                    () -> model.openSession(engine::fork, Arrays.copyOf(tokens, length)));
        } finally {
            leave();
        }
    }

    @Override
    public void close() {
        GenerationStream running = stream;
        if (running != null) {
            running.cancel();
        }
        model.scheduler().close(ticket, () -> {
            model.closed(this);
            engine.close();
        });
    }

    // What the generation loop uses.

    /** Lets the current thread in, for nothing but a stream that runs on this session. */
    void enter(@Nullable GenerationStream caller) {
        checkNotGenerating(caller);
        Thread other = user.compareAndExchange(null, Thread.currentThread());
        if (other != null) {
            throw new IllegalStateException("thread '" + Thread.currentThread().getName()
                    + "' can not use the session while thread '" + other.getName()
                    + "' does; a session is for one thread at a time, fork() makes another");
        }
        try {
            checkNotGenerating(caller); // again: the other thread may have started one just before it left
            ticket.checkOpen();
        } catch (IllegalStateException e) {
            leave();
            throw e;
        }
    }

    void leave() {
        user.set(null);
    }

    /** Makes the session free for other calls again. */
    void ended(GenerationStream running) {
        if (stream == running) {
            stream = null;
        }
    }

    /** Returns a number that no other session of the model has. */
    long number() {
        return number;
    }

    /** Returns the number of tokens without any check. */
    int count() {
        return length;
    }

    /** Returns the tokens without any check. */
    IntStream tokenStream() {
        return Arrays.stream(tokens, 0, length);
    }

    /** Returns the buffer with the logits after the last token appended. */
    float[] logits() {
        return decodeStep.target();
    }

    /**
     * Appends tokens in steps of a length that suits the engine, leaving the logits after the last in {@link #logits}.
     *
     * @param added nobody else can change this array: it is checked first and used then
     * @param cancelled is asked between steps; if true the session goes back to what it was
     * @return whether it was completed
     */
    boolean append(int[] added, BooleanSupplier cancelled) {
        checkTokens(added);
        Recorder.Prefill prefill = RECORDER.prefill();
        int before = length;
        int stepLength = model.preferredStepLength();
        int last = added.length - 1 - (added.length - 1) % stepLength;
        try {
            for (int from = 0; from < last; from += stepLength) {
                int[] part = Arrays.copyOfRange(added, from, from + stepLength);
                run(new Step(engine, part, new int[0], Step.Output.LOGITS, new float[0]));
                if (cancelled.getAsBoolean()) {
                    truncateEngine(before);
                    length = before;
                    return false;
                }
            }
            int[] part = Arrays.copyOfRange(added, last, added.length);
            run(new Step(engine, part, new int[]{part.length - 1}, Step.Output.LOGITS, logits()));
            prefill.end(model.name(), number, added.length);
            return true;
        } catch (RuntimeException | Error e) {
            rollBack(before, e);
            throw e;
        }
    }

    /** Appends one token that the engine itself produced; allocates nothing. */
    void append(int token) {
        decodeStep.tokens()[0] = token;
        run(decodeStep);
    }

    @FunctionalInterface
    private interface RowReader {
        void read(float[] rows, int count);
    }

    private void appendInSteps(int[] added, Step.Output output, int width, RowReader reader) {
        checkTokens(added);
        Recorder.Prefill prefill = RECORDER.prefill();
        int before = length;
        // A row of logits can be large, so that outputs for every token come in smaller steps.
        int stepLength = Math.min(model.preferredStepLength(), 32);
        float[] rows = new float[Math.min(stepLength, added.length) * width];
        try {
            for (int from = 0; from < added.length; from += stepLength) {
                int[] part = Arrays.copyOfRange(added, from, Math.min(from + stepLength, added.length));
                run(new Step(engine, part, IntStream.range(0, part.length).toArray(), output, rows));
                reader.read(rows, part.length);
            }
            prefill.end(model.name(), number, added.length);
        } catch (RuntimeException | Error e) {
            rollBack(before, e);
            throw e;
        }
    }

    private void run(Step step) {
        int[] added = step.tokens();
        int needed = length + added.length;
        if (tokens.length < needed) {
            tokens = Arrays.copyOf(tokens, (int) Math.min(model.contextLength(), Math.max(64, 2L * needed)));
        }
        model.scheduler().evaluate(ticket, step);
        System.arraycopy(added, 0, tokens, length, added.length);
        length = needed;
    }

    private void truncateEngine(int kept) {
        model.scheduler().exclusively(ticket, () -> {
            engine.truncate(kept);
            return true;
        });
    }

    /** Goes back to what the session held before something failed half-way. */
    private void rollBack(int before, Throwable failure) {
        if (length == before) {
            return;
        }
        length = before;
        try {
            truncateEngine(before);
        } catch (Scheduler.ClosedException closed) {
            // Nothing is left to roll back; the failure that led here tells the user why.
        } catch (RuntimeException | Error e) {
            // The engine may hold more than this session knows of, so that nobody must go on from there.
            failure.addSuppressed(e);
            close();
        }
    }

    private void checkTokens(int[] added) {
        if (added.length == 0) {
            throw new IllegalArgumentException("no tokens to evaluate");
        }
        for (int i = 0; i < added.length; i++) {
            if (added[i] < 0 || added[i] >= model.vocabularySize()) {
                throw new IllegalArgumentException("token " + added[i] + " at index " + i
                        + " is not in the vocabulary of " + model.vocabularySize() + " tokens");
            }
        }
        long required = (long) length + added.length;
        if (required > model.contextLength()) {
            throw new ContextOverflowException("the context holds " + model.contextLength() + " tokens, but "
                    + added.length + " after the " + length + " already there make " + required
                    + "; shorten the text, or load the model with a larger contextLength(...)", required,
                    model.contextLength());
        }
    }

    private void enter() {
        enter(null);
    }

    private void checkNotGenerating(@Nullable GenerationStream caller) {
        GenerationStream running = stream;
        if (running != null && running != caller) {
            throw new IllegalStateException("a generation is running on this session; close its TokenStream first");
        }
    }
}
