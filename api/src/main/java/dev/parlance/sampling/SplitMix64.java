package dev.parlance.sampling;

/**
 * The generator of everything random in a generation: SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom
 * number generators", OOPSLA 2014), written out because its sequence is a promise: the same seed gives the same numbers on
 * every machine and in every release. Not thread-safe.
 */
public final class SplitMix64 {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    /** Makes the generator of a seed, any number. */
    public SplitMix64(long seed) {
        state = seed;
    }

    /**
     * Makes a generator whose numbers have nothing to do with those of {@code new SplitMix64(seed)}, by which tokens are
     * drawn, nor with those for another purpose. A sampler with choices of its own takes this.
     *
     * @param seed that of the generation
     * @param purpose such as the sampler's name
     */
    public static SplitMix64 of(long seed, String purpose) {
        return new SplitMix64(mix(seed) ^ mix(purpose.hashCode() * GAMMA));
    }

    /** Returns the next 64 bits. */
    public long nextLong() {
        state += GAMMA;
        return mix(state);
    }

    /** Returns a number from 0 (inclusive) to 1 (exclusive), a multiple of 2<sup>-53</sup>. */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /** Returns a generator that continues as this one would. */
    public SplitMix64 copy() {
        return new SplitMix64(state);
    }

    private static long mix(long bits) {
        long z = bits;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
