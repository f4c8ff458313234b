package dev.parlance.fake;

import dev.parlance.ModelInfo;
import dev.parlance.spi.Capability;
import dev.parlance.spi.EngineModel;
import dev.parlance.spi.EngineSession;
import dev.parlance.spi.ModelMetadata;
import dev.parlance.spi.Step;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * An engine whose logits are a pure function of the tokens read, with hooks to make it fail or block. It holds its caller
 * to the contract of {@link EngineModel}: every breach is noted in {@link #breaches}.
 */
public final class FakeEngine implements EngineModel {

    /** The model proper. */
    @FunctionalInterface
    public interface Function {
        /** Writes the logits, or the hidden state, that follow the first {@code length} tokens of a history. */
        void write(int[] history, int length, float[] target, int offset);
    }

    /**
     * What one pass was asked for.
     *
     * @param sessions the sessions, as {@link Session#number}
     * @param tokens each session's tokens
     */
    public record Pass(List<Integer> sessions, List<List<Integer>> tokens) {}

    public static final int WIDTH = 4;

    private final List<Pass> passes = new CopyOnWriteArrayList<>();
    private final List<String> breaches = new CopyOnWriteArrayList<>();
    private final List<Session> sessions = new CopyOnWriteArrayList<>();
    private final AtomicBoolean inside = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();

    private String name = "fake";
    private Function logits = FakeEngine::noise;
    private int contextLength = 64;
    private int stepLength = 8;
    private Set<Capability> capabilities = Set.of(Capability.HIDDEN_STATES);
    private volatile Consumer<List<Step>> beforePass = steps -> {};
    private volatile Consumer<Integer> beforeTruncate = length -> {};
    private volatile Runnable beforeSessionClose = () -> {};
    private volatile Runnable beforeClose = () -> {};
    private boolean recording = true;

    /** Sets the engine's name. Default "fake". */
    public FakeEngine named(String engine) {
        name = engine;
        return this;
    }

    /** Sets the logits. Default: {@link #noise}. */
    public FakeEngine logits(Function function) {
        logits = function;
        return this;
    }

    /** Makes it certain of some tokens at each position, and then of the end token. */
    public FakeEngine saying(int... text) {
        return logits((history, length, target, offset) -> {
            Arrays.fill(target, offset, offset + FakeTokenizer.SIZE, 0);
            target[offset + (length < text.length ? text[length] : FakeTokenizer.END)] = 20;
        });
    }

    /** Makes it answer a prompt, which is read with its begin token, with a reply and then the end token. */
    public FakeEngine saying(String prompt, String reply) {
        return saying(FakeTokenizer.prompt(prompt + reply));
    }

    /** Sets how many tokens a session can hold. Default 64. */
    public FakeEngine contextLength(int length) {
        contextLength = length;
        return this;
    }

    /** Sets how many tokens it wants in a step. Default 8. */
    public FakeEngine stepLength(int length) {
        stepLength = length;
        return this;
    }

    /** Sets what it says it can do. Default: hidden states, which are the first logits. */
    public FakeEngine capabilities(Capability... can) {
        capabilities = Set.of(can);
        return this;
    }

    /** Sets what happens at the start of each pass; if it throws, that is how the pass fails. */
    public FakeEngine beforePass(Consumer<List<Step>> action) {
        beforePass = action;
        return this;
    }

    /** Sets what happens before a session is truncated. */
    public FakeEngine beforeTruncate(Consumer<Integer> action) {
        beforeTruncate = action;
        return this;
    }

    /** Sets what happens before a session is closed. */
    public FakeEngine beforeSessionClose(Runnable action) {
        beforeSessionClose = action;
        return this;
    }

    /** Sets what happens before the model is closed. */
    public FakeEngine beforeClose(Runnable action) {
        beforeClose = action;
        return this;
    }

    /** Makes it remember no passes, and so allocate nothing. */
    public FakeEngine withoutRecording() {
        recording = false;
        return this;
    }

    /** Returns the passes that succeeded. */
    public List<Pass> passes() {
        return passes;
    }

    /** Returns all sessions that were ever opened. */
    public List<Session> sessions() {
        return sessions;
    }

    /** Returns in which ways its caller broke the contract. */
    public List<String> breaches() {
        return breaches;
    }

    public boolean isClosed() {
        return closed.get();
    }

    /** Logits from 0 to 1 that depend on all tokens. */
    public static void noise(int[] history, int length, float[] target, int offset) {
        int hash = 17;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + history[i];
        }
        for (int token = 0; token < FakeTokenizer.SIZE; token++) {
            int mixed = (hash + token) * 0x9E3779B9;
            mixed = (mixed ^ (mixed >>> 15)) * 0x85EBCA6B;
            target[offset + token] = ((mixed ^ (mixed >>> 13)) >>> 8) * 0x1p-24f;
        }
    }

    private void enter() {
        if (!inside.compareAndSet(false, true)) {
            breaches.add("two calls at a time");
        }
        if (closed.get()) {
            breaches.add("a call after close");
        }
    }

    private void leave() {
        inside.set(false);
    }

    @Override
    public ModelMetadata metadata() {
        return new FakeMetadata("fake");
    }

    @Override
    public ModelInfo info() {
        return new ModelInfo("fake model", "fake", name, "memory", "F32", 1, 4, FakeTokenizer.SIZE, WIDTH, 1,
                contextLength, contextLength);
    }

    @Override
    public Set<Capability> capabilities() {
        return capabilities;
    }

    @Override
    public int preferredStepLength() {
        return stepLength;
    }

    @Override
    public EngineSession newSession() {
        enter();
        try {
            return new Session(new int[contextLength], 0);
        } finally {
            leave();
        }
    }

    @Override
    public void evaluate(List<Step> steps) {
        enter();
        try {
            beforePass.accept(steps);
            if (steps.size() > 1 && new HashSet<>(steps.stream().map(Step::session).toList()).size() < steps.size()) {
                breaches.add("a session twice in a pass");
            }
            for (int i = 0; i < steps.size(); i++) {
                ((Session) steps.get(i).session()).append(steps.get(i));
            }
            if (recording) {
                passes.add(new Pass(steps.stream().map(step -> ((Session) step.session()).number()).toList(),
                        steps.stream().map(step -> Arrays.stream(step.tokens()).boxed().toList()).toList()));
            }
        } finally {
            leave();
        }
    }

    @Override
    public void close() {
        enter();
        if (sessions.stream().anyMatch(session -> !session.closed)) {
            breaches.add("the model is closed before a session");
        }
        beforeClose.run();
        closed.set(true);
        leave();
    }

    /** A session that remembers its tokens. */
    public final class Session implements EngineSession {
        private final int number;
        private final int[] history;
        private int length;
        private boolean closed;

        private Session(int[] history, int length) {
            this.history = history;
            this.length = length;
            this.number = sessions.size();
            sessions.add(this);
        }

        /** Returns how many sessions were opened before this one. */
        public int number() {
            return number;
        }

        public boolean isClosed() {
            return closed;
        }

        /** Returns the tokens that it holds. */
        public List<Integer> tokens() {
            return Arrays.stream(history, 0, length).boxed().toList();
        }

        private void append(Step step) {
            checkOpen();
            int[] tokens = step.tokens();
            if (tokens.length == 0 || length + tokens.length > contextLength) {
                breaches.add("a step of " + tokens.length + " tokens after " + length);
            }
            int output = 0;
            for (int i = 0; i < tokens.length; i++) {
                if (tokens[i] < 0 || tokens[i] >= FakeTokenizer.SIZE) {
                    breaches.add("token " + tokens[i]);
                }
                history[length++] = tokens[i];
                if (output < step.outputs().length && step.outputs()[output] == i) {
                    write(step, output++);
                }
            }
            if (output < step.outputs().length) {
                breaches.add("outputs " + Arrays.toString(step.outputs()) + " of " + tokens.length + " tokens");
            }
        }

        private void write(Step step, int row) {
            if (step.output() == Step.Output.LOGITS) {
                logits.write(history, length, step.target(), row * FakeTokenizer.SIZE);
            } else {
                float[] state = new float[FakeTokenizer.SIZE];
                logits.write(history, length, state, 0);
                System.arraycopy(state, 0, step.target(), row * WIDTH, WIDTH);
            }
        }

        private void checkOpen() {
            if (closed) {
                breaches.add("a call of a closed session");
            }
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public void truncate(int kept) {
            enter();
            try {
                checkOpen();
                beforeTruncate.accept(kept);
                if (kept < 0 || kept > length) {
                    breaches.add("truncate to " + kept + " of " + length);
                }
                length = kept;
            } finally {
                leave();
            }
        }

        @Override
        public EngineSession fork() {
            enter();
            try {
                checkOpen();
                return new Session(history.clone(), length);
            } finally {
                leave();
            }
        }

        @Override
        public void close() {
            enter();
            try {
                checkOpen();
                closed = true;
                beforeSessionClose.run();
            } finally {
                leave();
            }
        }
    }
}
