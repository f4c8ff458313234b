package dev.parlance.testkit.model;

import java.util.Random;

/** Normally distributed numbers, the same for the same seed. */
public final class RandomFloats {
    private RandomFloats() {}

    /** Returns numbers of mean 0 and deviation 1. */
    public static float[] of(int count, long seed) {
        return of(count, seed, 0, 1);
    }

    /** Returns numbers of a mean and a deviation. */
    public static float[] of(int count, long seed, double mean, double deviation) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (mean + deviation * random.nextGaussian());
        }
        return values;
    }
}
