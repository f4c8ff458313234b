package dev.parlance.training.data;

/** Seeds of independent random sequences, made from one seed. */
public final class Seeds {
    private Seeds() {}

    /** Mixes a seed with a number so that near numbers give unrelated seeds (SplitMix64, Steele et al. 2014). */
    public static long mix(long seed, long number) {
        long z = seed + (number + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
