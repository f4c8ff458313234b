package dev.parlance.engine.jvm.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parlance.testkit.model.RandomFloats;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

class RopeTest {
    private static final int POSITIONS = 1000;
    private static final Map<Integer, Rope> ROPES = new HashMap<>();

    @Provide
    Arbitrary<Integer> headSizes() {
        return Arbitraries.of(2, 4, 6, 8, 62, 64, 80, 128);
    }

    private static Rope rope(int headSize) {
        return ROPES.computeIfAbsent(headSize, size -> {
            Rope rope = new Rope(Rope.Pairs.NEIGHBOURS, size, size, 10000, RopeScaling.NONE);
            rope.reserve(POSITIONS);
            return rope;
        });
    }

    private static float[] rotated(Rope rope, float[] row, int headSize, int position) {
        float[] result = row.clone();
        rope.rotate(result, 0, row.length / headSize, position);
        return result;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    @Property(tries = 50)
    void atPositionZeroNothingTurns(@ForAll("headSizes") int headSize) {
        float[] row = RandomFloats.of(3 * headSize, headSize);
        assertThat(rotated(rope(headSize), row, headSize, 0)).isEqualTo(row);
    }

    @Property(tries = 100)
    void everyPairKeepsItsLength(@ForAll("headSizes") int headSize,
            @ForAll @IntRange(min = 0, max = POSITIONS - 1) int position) {
        float[] row = RandomFloats.of(2 * headSize, position);
        float[] result = rotated(rope(headSize), row, headSize, position);
        for (int i = 0; i < row.length; i += 2) {
            double before = Math.hypot(row[i], row[i + 1]);
            assertThat(Math.hypot(result[i], result[i + 1])).isCloseTo(before, within(before * 4 * 0x1p-24));
        }
    }

    @Property(tries = 300)
    void theProductOfQueryAndKeyDependsOnTheirDistanceOnly(@ForAll("headSizes") int headSize,
            @ForAll @IntRange(min = 0, max = 400) int query, @ForAll @IntRange(min = 0, max = 400) int key,
            @ForAll @IntRange(min = 0, max = 500) int shift) {
        float[] q = RandomFloats.of(headSize, query);
        float[] k = RandomFloats.of(headSize, key + 1000);
        Rope rope = rope(headSize);
        double near = dot(rotated(rope, q, headSize, query), rotated(rope, k, headSize, key));
        double far = dot(rotated(rope, q, headSize, query + shift), rotated(rope, k, headSize, key + shift));
        // An angle of at most 1000 is rounded once for each pair, and it halves about every fifth pair at least.
        double angleError = POSITIONS * 0x1p-24 * 2;
        assertThat(far).isCloseTo(near, within(4 * angleError * Math.sqrt(dot(q, q) * dot(k, k))));
    }

    @Property(tries = 50)
    void theAngleOfAPairIsThePositionTimesAPowerOfTheBase(@ForAll("headSizes") int headSize,
            @ForAll @IntRange(min = 1, max = POSITIONS - 1) int position) {
        float[] row = new float[headSize];
        for (int i = 0; i < headSize; i += 2) {
            row[i] = 1;
        }
        float[] result = rotated(rope(headSize), row, headSize, position);
        for (int i = 0; i < headSize; i += 2) {
            double angle = position * Math.pow(10000, -(double) i / headSize);
            double error = angle * (i + 1) * 0x1p-24 + 0x1p-23;
            assertThat((double) result[i]).isCloseTo(Math.cos(angle), within(error));
            assertThat((double) result[i + 1]).isCloseTo(Math.sin(angle), within(error));
        }
    }

    @Test
    void itMakesNoDifferenceInHowManyStepsPositionsAreReserved() {
        float[] row = RandomFloats.of(64, 1);
        Rope stepwise = new Rope(Rope.Pairs.NEIGHBOURS, 64, 64, 10000, RopeScaling.NONE);
        for (int positions = 1; positions <= POSITIONS; positions += 1 + positions / 3) {
            stepwise.reserve(positions);
            int last = positions - 1;
            assertThat(rotated(stepwise, row, 64, last)).isEqualTo(rotated(rope(64), row, 64, last));
        }
    }

    @Test
    void onlyTheHeadsFromTheOffsetOnTurn() {
        float[] row = RandomFloats.of(3 + 2 * 8 + 5, 1);
        float[] result = row.clone();
        rope(8).rotate(result, 3, 2, 7);
        assertThat(Arrays.copyOf(result, 3)).isEqualTo(Arrays.copyOf(row, 3));
        assertThat(Arrays.copyOfRange(result, 19, 24)).isEqualTo(Arrays.copyOfRange(row, 19, 24));
        assertThat(Arrays.copyOfRange(result, 3, 11))
                .isEqualTo(rotated(rope(8), Arrays.copyOfRange(row, 3, 11), 8, 7));
        assertThat(Arrays.copyOfRange(result, 11, 19))
                .isEqualTo(rotated(rope(8), Arrays.copyOfRange(row, 11, 19), 8, 7));
    }

    /** Puts the elements of pairs that are halves apart beside each other. */
    private static float[] neighbours(float[] row, int headSize, int dimensions) {
        float[] result = row.clone();
        for (int head = 0; head < row.length; head += headSize) {
            for (int i = 0; i < dimensions / 2; i++) {
                result[head + 2 * i] = row[head + i];
                result[head + 2 * i + 1] = row[head + dimensions / 2 + i];
            }
        }
        return result;
    }

    @Property(tries = 50)
    void pairsOfHalvesTurnAsNeighboursDo(@ForAll("headSizes") int headSize,
            @ForAll @IntRange(min = 0, max = POSITIONS - 1) int position) {
        Rope halves = new Rope(Rope.Pairs.HALVES, headSize, headSize, 10000, RopeScaling.NONE);
        halves.reserve(position + 1);
        float[] row = RandomFloats.of(3 * headSize, position);
        assertThat(neighbours(rotated(halves, row, headSize, position), headSize, headSize))
                .isEqualTo(rotated(rope(headSize), neighbours(row, headSize, headSize), headSize, position));
    }

    @Property(tries = 50)
    void theEndOfAHeadStaysWhereOnlyItsBeginIsRotated(@ForAll Rope.Pairs pairs,
            @ForAll @IntRange(min = 1, max = 20) int pairCount, @ForAll @IntRange(min = 0, max = 30) int rest,
            @ForAll @IntRange(min = 0, max = POSITIONS - 1) int position) {
        int dimensions = 2 * pairCount;
        int headSize = dimensions + rest;
        Rope partial = new Rope(pairs, headSize, dimensions, 10000, RopeScaling.NONE);
        Rope whole = new Rope(pairs, dimensions, dimensions, 10000, RopeScaling.NONE);
        partial.reserve(position + 1);
        whole.reserve(position + 1);
        float[] row = RandomFloats.of(2 * headSize, position);
        float[] result = rotated(partial, row, headSize, position);
        for (int head = 0; head < row.length; head += headSize) {
            float[] begin = Arrays.copyOfRange(row, head, head + dimensions);
            assertThat(Arrays.copyOfRange(result, head, head + dimensions))
                    .isEqualTo(rotated(whole, begin, dimensions, position));
            assertThat(Arrays.copyOfRange(result, head + dimensions, head + headSize))
                    .isEqualTo(Arrays.copyOfRange(row, head + dimensions, head + headSize));
        }
    }
}
