package dev.parlance.training.loop;

/**
 * How a model is trained.
 *
 * @param steps batches in all
 * @param learningRate the highest rate
 * @param warmUp steps in which the rate rises from 0
 * @param lastRate what part of the highest rate is left at the end
 * @param weightDecay how strongly matrices are drawn to 0 (Loshchilov and Hutter, 2019)
 * @param clip the largest norm of the gradient
 * @param evaluateEvery steps between two looks at the validation loss
 * @param checkpointEvery steps between two checkpoints
 */
public record Recipe(int steps, double learningRate, int warmUp, double lastRate, double weightDecay, double clip,
        int evaluateEvery, int checkpointEvery) {

    /** Returns what small models learn well with, for a number of steps. */
    public static Recipe of(int steps, double learningRate) {
        return new Recipe(steps, learningRate, Math.max(1, steps / 25), 0.1, 0.1, 1, Math.max(1, steps / 20),
                Math.max(1, steps / 20));
    }

    /** Returns the rate of a step: a linear rise, then half a cosine down to the last rate. */
    public double rate(long step) {
        if (step < warmUp) {
            return learningRate * (step + 1) / warmUp;
        }
        double done = (double) (step - warmUp) / Math.max(1, steps - warmUp);
        double cosine = (1 + StrictMath.cos(Math.PI * Math.min(1, done))) / 2;
        return learningRate * (lastRate + (1 - lastRate) * cosine);
    }
}
