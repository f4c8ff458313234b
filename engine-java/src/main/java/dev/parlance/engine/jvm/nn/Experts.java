package dev.parlance.engine.jvm.nn;

import dev.parlance.engine.jvm.runtime.WorkerPool;

import java.util.Arrays;
import java.util.List;

/**
 * A feed-forward network of many gated ones, the experts, of which each token goes through a few. Tokens are gathered by
 * expert, so that a weight is read once for all of a pass; a token's result does not depend on which others are there.
 */
public final class Experts {

    /** The weights of a layer. */
    public record Layer(
            Linear router, // (experts, width)
            List<Linear> gate, // each (hidden, width)
            List<Linear> up, // each (hidden, width)
            List<Linear> down) { // each (width, hidden)
    }

    /** What is computed for one expert at a time. */
    private static final class Slot {
        final Activations input; // (rows, width)
        final Activations gate; // (rows, hidden)
        final Activations up; // (rows, hidden)
        final Activations output; // (rows, width)
        int expert;
        /** Where its choices stand in {@link #choices}. */
        int from;

        Slot(int maxRows, int width, int hidden) {
            input = new Activations(maxRows, width);
            gate = new Activations(maxRows, hidden);
            up = new Activations(maxRows, hidden);
            output = new Activations(maxRows, width);
        }
    }

    private final WorkerPool pool;
    private final MatMul matMul;
    private final Router router;
    private final GatedActivation activation;
    private final int experts;
    private final int used;
    private final WorkerPool.Task chooseRows = this::chooseRows;
    private final WorkerPool.Task activateSlots = this::activateSlots;
    private final WorkerPool.Task addUp = this::addUp;

    private final Activations scores; // (rows, experts)
    private final Activations results; // (rows * used, width), before they are shared out
    /** The indices into (rows, used) of all choices, those of the same expert together. */
    private final int[] choices;
    /** Where the choices of an expert begin. */
    private final int[] firstChoice;
    private final Slot[] slots;
    private int usedSlots;
    private Activations output = new Activations(0, 0);

    /**
     * Makes an operator.
     *
     * @param hidden the width of an expert
     * @param experts how many there are
     * @param used how many a token goes through
     */
    public Experts(WorkerPool pool, MatMul matMul, Router.Shares shares, GatedActivation activation, int maxRows,
            int width, int hidden, int experts, int used) {
        this.pool = pool;
        this.matMul = matMul;
        this.router = new Router(shares, maxRows, used);
        this.activation = activation;
        this.experts = experts;
        this.used = used;
        scores = new Activations(maxRows, experts);
        results = new Activations(maxRows * used, width);
        choices = new int[maxRows * used];
        firstChoice = new int[experts + 1];
        // As many as one token goes through, so that its experts are all computed at once.
        slots = new Slot[used];
        Arrays.setAll(slots, i -> new Slot(maxRows, width, hidden));
    }

    /**
     * Computes the experts' part.
     *
     * @param input (rows, width)
     * @param output receives (rows, width)
     */
    public void apply(Activations input, Layer layer, Activations output) {
        this.output = output;
        output.rows(input.rows());
        matMul.of(input).by(layer.router, scores).run();
        runOnRows(chooseRows);
        group();
        int expert = 0;
        while (expert < experts) {
            usedSlots = 0;
            for (; expert < experts && usedSlots < slots.length; expert++) {
                if (firstChoice[expert + 1] > firstChoice[expert]) {
                    gather(input, expert, slots[usedSlots++]);
                }
            }
            compute(layer);
        }
        runOnRows(addUp);
    }

    /** One row is too little to share. */
    private void runOnRows(WorkerPool.Task task) {
        if (scores.rows() <= 1) {
            task.run(0, 1);
        } else {
            pool.run(task);
        }
    }

    private void chooseRows(int worker, int workers) {
        for (int row = worker; row < scores.rows(); row += workers) {
            router.choose(scores, row);
        }
    }

    /** Sorts the choices by expert and, of an expert, by row. */
    private void group() {
        int count = scores.rows() * used;
        Arrays.fill(firstChoice, 0);
        for (int choice = 0; choice < count; choice++) {
            firstChoice[router.experts()[choice] + 1]++;
        }
        for (int expert = 0; expert < experts; expert++) {
            firstChoice[expert + 1] += firstChoice[expert];
        }
        for (int choice = count - 1; choice >= 0; choice--) {
            choices[--firstChoice[router.experts()[choice] + 1]] = choice;
        }
        // Each has come down to where the expert begins, one place to the right of its own.
        System.arraycopy(firstChoice, 1, firstChoice, 0, experts);
        firstChoice[experts] = count;
    }

    private void gather(Activations input, int expert, Slot slot) {
        slot.expert = expert;
        slot.from = firstChoice[expert];
        int count = firstChoice[expert + 1] - slot.from;
        slot.input.rows(count);
        for (int i = 0; i < count; i++) {
            int row = choices[slot.from + i] / used;
            System.arraycopy(input.values(), input.offset(row), slot.input.values(), slot.input.offset(i),
                    input.columns());
        }
    }

    private void compute(Layer layer) {
        for (int s = 0; s < usedSlots; s++) {
            Slot slot = slots[s];
            matMul.of(slot.input).by(layer.gate.get(slot.expert), slot.gate).by(layer.up.get(slot.expert), slot.up);
        }
        matMul.run();
        pool.run(activateSlots);
        for (int s = 0; s < usedSlots; s++) {
            Slot slot = slots[s];
            matMul.of(slot.gate).by(layer.down.get(slot.expert), slot.output);
        }
        matMul.run();
        for (int s = 0; s < usedSlots; s++) {
            Slot slot = slots[s];
            for (int i = 0; i < slot.output.rows(); i++) {
                System.arraycopy(slot.output.values(), slot.output.offset(i), results.values(),
                        results.offset(choices[slot.from + i]), results.columns());
            }
        }
    }

    private void activateSlots(int worker, int workers) {
        for (int s = 0; s < usedSlots; s++) {
            Activations gate = slots[s].gate;
            long count = gate.offset(gate.rows());
            activation.apply(gate.values(), slots[s].up.values(), (int) (count * worker / workers),
                    (int) (count * (worker + 1) / workers), gate.columns());
        }
    }

    private void addUp(int worker, int workers) {
        float[] parts = results.values();
        float[] sum = output.values();
        for (int row = worker; row < output.rows(); row += workers) {
            int to = output.offset(row);
            for (int rank = 0; rank < used; rank++) {
                float share = router.shares()[row * used + rank];
                int from = results.offset(row * used + rank);
                for (int i = 0; i < output.columns(); i++) {
                    float part = parts[from + i] * share;
                    sum[to + i] = rank == 0 ? part : sum[to + i] + part;
                }
            }
        }
    }
}
