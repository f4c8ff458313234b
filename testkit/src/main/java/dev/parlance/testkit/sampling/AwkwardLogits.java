package dev.parlance.testkit.sampling;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Logits as models give them, and those that samplers stumble over. */
public final class AwkwardLogits {
    private static final float INFINITY = Float.POSITIVE_INFINITY;

    private AwkwardLogits() {}

    /** Returns the logits of one token, for vocabularies of all sizes. */
    public static Arbitrary<float[]> any() {
        return sizes().flatMap(size -> Arbitraries.randomValue(random -> logits(size, random)));
    }

    /** Returns the logits of some tokens, one after the other. */
    public static Arbitrary<List<float[]>> sequences() {
        return sizes().flatMap(size -> Arbitraries.randomValue(
                random -> Stream.generate(() -> logits(size, random)).limit(1 + random.nextInt(6)).toList()));
    }

    /** Returns numbers of all magnitudes, infinities among them. */
    public static Arbitrary<Float> floats() {
        return Arbitraries.randomValue(AwkwardLogits::anyFloat);
    }

    private static Arbitrary<Integer> sizes() {
        return Arbitraries.oneOf(Arbitraries.integers().between(1, 5), Arbitraries.integers().between(1, 100),
                Arbitraries.integers().between(1, 1000));
    }

    private static float[] logits(int size, Random random) {
        int kind = random.nextInt(7);
        float constant = anyFloat(random);
        float[] logits = new float[size];
        for (int i = 0; i < size; i++) {
            logits[i] = switch (kind) {
                case 0 -> (float) (3 * random.nextGaussian()); // as models give them
                case 1 -> random.nextInt(3); // many equal
                case 2 -> constant; // all equal
                case 3 -> random.nextBoolean() ? 10f : Math.nextUp(10f); // hardly different
                case 4 -> random.nextInt(4) == 0 ? random.nextFloat() : -INFINITY; // most forbidden
                case 5 -> random.nextInt(4) == 0 ? INFINITY : random.nextInt(2) * Float.MAX_VALUE; // some forced
                default -> anyFloat(random); // huge and tiny, with spreads that overflow
            };
        }
        return logits;
    }

    private static float anyFloat(Random random) {
        float value = Float.intBitsToFloat(random.nextInt());
        return Float.isNaN(value) ? -0f : value;
    }
}
