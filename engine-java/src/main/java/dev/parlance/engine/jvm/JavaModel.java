package dev.parlance.engine.jvm;

import dev.parlance.CachePrecision;
import dev.parlance.ModelInfo;
import dev.parlance.engine.jvm.model.Network;
import dev.parlance.engine.jvm.model.NetworkShape;
import dev.parlance.engine.jvm.nn.Activations;
import dev.parlance.engine.jvm.runtime.KvCache;
import dev.parlance.engine.jvm.runtime.Pass;
import dev.parlance.engine.jvm.runtime.WorkerPool;
import dev.parlance.gguf.GgufWeights;
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
 * A model of the Java engine. Steps are cut into passes of bounded size; because a row's arithmetic does not depend on
 * the rows beside it, neither the cuts nor the company of other sessions change a result.
 */
final class JavaModel implements EngineModel {
    /** The most tokens in one pass. */
    static final int PASS_ROWS = 128;

    /** About how many logits are computed at a time, so that they take bounded memory. */
    private static final int MAX_LOGITS = 1 << 21;

    private final ModelMetadata metadata;
    private final ModelInfo info;
    private final NetworkShape shape;
    private final CachePrecision precision;
    private final Network network;
    private final WorkerPool pool;
    private final GgufWeights weights;

    private final Pass pass = new Pass(PASS_ROWS);
    /** How many rows have their logits computed at a time. */
    private final int outputRows;
    private final Activations outputs; // (outputRows, width)
    private final Activations logits; // (outputRows, vocabulary)
    /** Where the pass's outputs go: the step, and which of its outputs. */
    private final @Nullable Step[] outputSteps = new @Nullable Step[PASS_ROWS];
    private final int[] outputIndices = new int[PASS_ROWS];

    JavaModel(ModelMetadata metadata, ModelInfo info, NetworkShape shape, CachePrecision precision, Network network,
            WorkerPool pool, GgufWeights weights) {
        this.metadata = metadata;
        this.info = info;
        this.shape = shape;
        this.precision = precision;
        this.network = network;
        this.pool = pool;
        this.weights = weights;
        this.outputRows = outputRows(shape.vocabularySize());
        this.outputs = new Activations(outputRows, shape.width());
        this.logits = new Activations(outputRows, shape.vocabularySize());
    }

    private static int outputRows(int vocabularySize) {
        return Math.clamp(MAX_LOGITS / vocabularySize, 1, PASS_ROWS);
    }

    /** Returns how many logits are computed at a time. */
    static long logitsAtATime(int vocabularySize) {
        return (long) outputRows(vocabularySize) * vocabularySize;
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
        return Set.of(Capability.HIDDEN_STATES);
    }

    @Override
    public int preferredStepLength() {
        return PASS_ROWS;
    }

    @Override
    public EngineSession newSession() {
        return new JavaSession(new KvCache(shape.layers(), shape.kvColumns(), info.contextLength(), precision), 0);
    }

    @Override
    public void evaluate(List<Step> steps) {
        for (int i = 0; i < steps.size(); i++) {
            JavaSession session = (JavaSession) steps.get(i).session();
            session.cache().reserve(session.length() + steps.get(i).tokens().length);
        }
        try {
            for (int i = 0; i < steps.size(); i++) {
                addStep(steps.get(i));
            }
            runPass();
        } finally {
            pass.clear();
            Arrays.fill(outputSteps, null); // they may hold large arrays
        }
        // Only now, so that a failure has changed nothing.
        for (int i = 0; i < steps.size(); i++) {
            ((JavaSession) steps.get(i).session()).grow(steps.get(i).tokens().length);
        }
    }

    private void addStep(Step step) {
        JavaSession session = (JavaSession) step.session();
        int nextOutput = 0;
        for (int i = 0; i < step.tokens().length; i++) {
            if (pass.isFull()) {
                runPass();
            }
            boolean wanted = nextOutput < step.outputs().length && step.outputs()[nextOutput] == i;
            if (wanted) {
                outputSteps[pass.outputs()] = step;
                outputIndices[pass.outputs()] = nextOutput++;
            }
            pass.add(step.tokens()[i], session.length() + i, session.cache(), wanted);
        }
    }

    private void runPass() {
        if (pass.rows() == 0) {
            return;
        }
        Activations hidden = network.forward(pass);
        for (int first = 0; first < pass.outputs(); first += outputRows) {
            deliver(hidden, first, Math.min(outputRows, pass.outputs() - first));
        }
        pass.clear();
    }

    /** Gives some of a pass's outputs to their steps. */
    private void deliver(Activations hidden, int first, int count) {
        System.arraycopy(hidden.values(), hidden.offset(first), outputs.values(), 0, count * shape.width());
        outputs.rows(count);
        boolean logitsWanted = false;
        for (int i = 0; i < count; i++) {
            logitsWanted |= outputStep(first + i).output() == Step.Output.LOGITS;
        }
        if (logitsWanted) {
            network.logits(outputs, logits);
        }
        for (int i = 0; i < count; i++) {
            Step step = outputStep(first + i);
            Activations source = step.output() == Step.Output.LOGITS ? logits : outputs;
            System.arraycopy(source.values(), source.offset(i), step.target(),
                    outputIndices[first + i] * source.columns(), source.columns());
        }
    }

    private Step outputStep(int index) {
        return Objects.requireNonNull(outputSteps[index]);
    }

    @Override
    public void close() {
        pool.close();
        weights.close();
    }
}
