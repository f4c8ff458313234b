package dev.parlance.engine.llamacpp;

import dev.parlance.ModelInfo;
import dev.parlance.spi.Capability;
import dev.parlance.spi.EngineModel;
import dev.parlance.spi.EngineSession;
import dev.parlance.spi.ModelMetadata;
import dev.parlance.spi.Step;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A model in llama.cpp: its weights, and one context in which every session is a sequence, so that the steps of several
 * sessions share a pass. The context starts with room for one session and is replaced by one twice as large when that is
 * full. The open sessions move, or, if their caches are of a kind that can not, are evaluated again with their next step.
 */
final class LlamaModel implements EngineModel {
    private final ModelWeights weights;
    private final ModelMetadata metadata;
    private final ModelInfo info;
    private final LlamaContext.Shape shape;
    private final boolean reproducible;
    private final boolean hiddenStates;

    private LlamaContext context;
    /** The open sessions, by the numbers of their sequences. */
    private final @Nullable LlamaSession[] sessions;
    /** The steps of the running pass, by the numbers of their sequences. */
    private final @Nullable Step[] steps;
    // Where the outputs of the batch go: its token, the step, and which of the step's outputs.
    private final int[] outputTokens;
    private final @Nullable Step[] outputSteps;
    private final int[] outputIndices;
    private int outputs;
    /** What kind of outputs the batch is for. */
    private Step.Output kind = Step.Output.LOGITS;
    private boolean closed;

    /**
     * Makes a model that owns its weights, once it is made.
     *
     * @param maxSessions how many sessions can be open at a time
     * @param reproducible whether every session's steps are evaluated alone
     */
    LlamaModel(ModelWeights weights, ModelMetadata metadata, ModelInfo info, LlamaContext.Shape shape, int maxSessions,
            boolean reproducible) {
        this.weights = weights;
        this.metadata = metadata;
        this.info = info;
        this.shape = shape;
        this.reproducible = reproducible;
        this.hiddenStates = weights.hiddenLength() == weights.embeddingLength();
        this.sessions = new @Nullable LlamaSession[maxSessions];
        this.steps = new @Nullable Step[maxSessions];
        int rows = Math.max(LlamaContext.MAX_OUTPUTS, maxSessions);
        this.outputTokens = new int[rows];
        this.outputSteps = new @Nullable Step[rows];
        this.outputIndices = new int[rows];
        this.context = LlamaContext.tried(weights.handle(), shape, hiddenStates);
    }

    @Override
    public ModelMetadata metadata() {
        return metadata;
    }

    @Override
    public ModelInfo info() {
        return info;
    }

    @Override
    public Set<Capability> capabilities() {
        return hiddenStates ? Set.of(Capability.HIDDEN_STATES) : Set.of();
    }

    @Override
    public int preferredStepLength() {
        return shape.options().microBatchSize();
    }

    // Sessions.

    @Override
    public LlamaSession newSession() {
        checkOpen();
        int sequence = 0;
        while (sequence < sessions.length && sessions[sequence] != null) {
            sequence++;
        }
        if (sequence == sessions.length) {
            throw new IllegalStateException("all " + sequence + " sessions are open");
        }
        if (sequence == context.sequences()) {
            grow();
        }
        LlamaSession session = new LlamaSession(this, sequence, info.contextLength());
        sessions[sequence] = session;
        return session;
    }

    /** Replaces the context by one for twice as many sessions. */
    private void grow() {
        int sequences = Math.min(2 * context.sequences(), sessions.length);
        LlamaContext larger = Containment.run("make room for " + sequences + " sessions",
                () -> new LlamaContext(weights.handle(), shape, sequences));
        for (LlamaSession session : sessions) {
            if (session != null && session.cached() > 0
                    && !(weights.hasPlainCache() && larger.adopt(context, session.sequence()))) {
                session.cached(0);
            }
        }
        context.close();
        context = larger;
    }

    /** Returns a session with the same tokens, whose keys and values are copied or are evaluated with its next step. */
    EngineSession fork(LlamaSession source) {
        LlamaSession fork = newSession();
        fork.copyTokens(source);
        // The copy of a sliding window has other places in the cache, and attention adds up in their order.
        boolean sameOrder = weights.hasPlainCache() || !reproducible;
        if (source.cached() > 0 && sameOrder && context.copy(source.sequence(), fork.sequence())) {
            fork.cached(source.cached());
        }
        return fork;
    }

    /** Forgets a session's tokens from a position on. If llama.cpp can not, it forgets all, to evaluate them again. */
    void forgetFrom(LlamaSession session, int position) {
        checkOpen();
        if (position < session.cached()) {
            boolean forgotten = position > 0 && context.forget(session.sequence(), position);
            if (!forgotten) {
                context.forget(session.sequence());
            }
            session.cached(forgotten ? position : 0);
        }
    }

    /** Frees a session's place. Does nothing once the model is closed. */
    void release(LlamaSession session) {
        if (!closed) {
            context.forget(session.sequence());
            sessions[session.sequence()] = null;
        }
    }

    // Evaluation.

    @Override
    public void evaluate(List<Step> pass) {
        checkOpen();
        for (int i = 0; i < pass.size(); i++) {
            check(pass.get(i));
        }
        try {
            if (reproducible) {
                for (int i = 0; i < pass.size(); i++) {
                    evaluate(pass, i, i + 1, pass.get(i).output());
                }
            } else {
                evaluate(pass, 0, pass.size(), Step.Output.LOGITS);
                evaluate(pass, 0, pass.size(), Step.Output.HIDDEN_STATE);
            }
        } catch (RuntimeException | Error e) {
            for (int i = 0; i < pass.size(); i++) {
                rollBack((LlamaSession) pass.get(i).session());
            }
            throw e;
        }
        // Only now, so that a failure has changed nothing.
        for (int i = 0; i < pass.size(); i++) {
            ((LlamaSession) pass.get(i).session()).append(pass.get(i).tokens());
        }
    }

    private void check(Step step) {
        if (!(step.session() instanceof LlamaSession session) || sessions[session.sequence()] != session) {
            throw new IllegalArgumentException("the session is not an open one of this model");
        }
        long needed = (long) session.length() + step.tokens().length;
        if (needed > info.contextLength()) {
            throw new IllegalArgumentException(
                    needed + " tokens do not fit the context of " + info.contextLength());
        }
        for (int token : step.tokens()) {
            if (token < 0 || token >= info.vocabularySize()) {
                throw new IllegalArgumentException(
                        "token " + token + " is not in the vocabulary of " + info.vocabularySize());
            }
        }
        if (step.target().length < (long) step.outputs().length * rowLength(step.output())) {
            throw new IllegalArgumentException("the target of " + step.target().length + " has no room for "
                    + step.outputs().length + " outputs of " + rowLength(step.output()));
        }
        if (step.output() == Step.Output.HIDDEN_STATE && !hiddenStates) {
            throw new UnsupportedOperationException("this model has no hidden states of its own width");
        }
    }

    private int rowLength(Step.Output output) {
        return output == Step.Output.LOGITS ? info.vocabularySize() : info.embeddingLength();
    }

    /** Evaluates those of some steps that want one kind of output. */
    private void evaluate(List<Step> pass, int from, int to, Step.Output kind) {
        Arrays.fill(steps, null);
        boolean any = false;
        for (int i = from; i < to; i++) {
            Step step = pass.get(i);
            if (step.output() == kind) {
                steps[((LlamaSession) step.session()).sequence()] = step;
                any = true;
            }
        }
        if (!any) {
            return;
        }
        this.kind = kind;
        begin();
        // In the order of the sequences, because llama.cpp computes only neighbours together.
        for (Step step : steps) {
            if (step != null) {
                add(step);
            }
        }
        decode();
    }

    private void add(Step step) {
        LlamaSession session = (LlamaSession) step.session();
        for (int position = session.cached(); position < session.length(); position++) {
            add(session.tokens()[position], position, session.sequence(), null, 0);
        }
        int next = 0;
        for (int i = 0; i < step.tokens().length; i++) {
            boolean wanted = next < step.outputs().length && step.outputs()[next] == i;
            add(step.tokens()[i], session.length() + i, session.sequence(), wanted ? step : null, next);
            next += wanted ? 1 : 0;
        }
    }

    /** Adds a token to the batch, whose output is wanted if there is a step to write it to. */
    private void add(int token, int position, int sequence, @Nullable Step target, int index) {
        if (context.isFull()) {
            decode();
            begin();
        }
        int at = context.add(token, position, sequence, target != null);
        if (target != null) {
            outputTokens[outputs] = at;
            outputSteps[outputs] = target;
            outputIndices[outputs++] = index;
        }
    }

    private void begin() {
        outputs = 0;
        context.begin(kind == Step.Output.HIDDEN_STATE);
    }

    private void decode() {
        context.decode();
        int row = rowLength(kind);
        for (int i = 0; i < outputs; i++) {
            context.output(outputTokens[i], Objects.requireNonNull(outputSteps[i]).target(), outputIndices[i] * row,
                    row);
        }
    }

    /** Makes the context forget what a failed pass has put into it. */
    private void rollBack(LlamaSession session) {
        if (context.held(session.sequence()) > session.length()) {
            session.cached(context.held(session.sequence()));
            forgetFrom(session, session.length());
        } else {
            session.cached(context.held(session.sequence()));
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the model is closed");
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            context.close();
            weights.close();
        }
    }
}
