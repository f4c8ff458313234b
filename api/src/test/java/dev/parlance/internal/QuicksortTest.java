package dev.parlance.internal;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

import java.util.Arrays;
import java.util.stream.LongStream;

class QuicksortTest {
    @Property
    void sortsTheRangeAndNothingElse(@ForAll("arrays") long[] a, @ForAll @IntRange(max = 3000) int start) {
        int low = Math.min(start, a.length);
        long[] expected = a.clone();
        Arrays.sort(expected, low, a.length);
        Quicksort.sort(a, low, a.length - 1);
        assertThat(a).isEqualTo(expected);
    }

    @Property
    void selectingPutsOneInItsPlaceAndTheSmallerBeforeIt(@ForAll("arrays") long[] a, @ForAll @IntRange(min = 0) int n) {
        if (a.length > 0) {
            int index = n % a.length;
            long[] sorted = a.clone();
            Arrays.sort(sorted);
            Quicksort.select(a, 0, a.length - 1, index);
            assertThat(a[index]).isEqualTo(sorted[index]);
            Arrays.sort(a, 0, index);
            Arrays.sort(a, index, a.length);
            assertThat(a).isEqualTo(sorted);
        }
    }

    /** Random, ascending, descending, rising and falling, and all equal. */
    @Provide
    Arbitrary<long[]> arrays() {
        return Arbitraries.integers().between(0, 3000).flatMap(size -> Arbitraries.randomValue(random -> {
            int kind = random.nextInt(5);
            return LongStream.range(0, size).map(i -> switch (kind) {
                case 0 -> random.nextLong();
                case 1 -> i;
                case 2 -> -i;
                case 3 -> Math.min(i, size - i);
                default -> 7;
            }).toArray();
        }));
    }
}
