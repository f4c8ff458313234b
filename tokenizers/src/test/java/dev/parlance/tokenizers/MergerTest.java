package dev.parlance.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

class MergerTest {

    @Property
    void theLowestRankMergesFirstAndTheLeftmostAmongEquals(
            @ForAll @Size(max = 200) List<@IntRange(max = 3) Integer> symbols, @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 40) int ranks) {
        PairTable merges = merges(seed, ranks);
        int[] merged = symbols.stream().mapToInt(Integer::intValue).toArray();

        int count = new Merger(merges).merge(merged, merged.length);

        assertThat(Arrays.copyOf(merged, count)).isEqualTo(slowly(symbols, merges));
    }

    @Property(tries = 50)
    void oneMergerServesWordAfterWord(@ForAll @Size(max = 20) List<@IntRange(max = 150) Integer> lengths,
            @ForAll long seed) {
        PairTable merges = merges(seed, 20);
        Merger merger = new Merger(merges);
        Random random = new Random(seed);
        for (int length : lengths) {
            int[] symbols = random.ints(length, 0, 4).toArray();
            int[] merged = symbols.clone();

            int count = merger.merge(merged, length);

            assertThat(Arrays.copyOf(merged, count))
                    .isEqualTo(slowly(Arrays.stream(symbols).boxed().toList(), merges));
        }
    }

    /** Merges of the symbols 0 to 3 and of what they become; a few ranks for many merges make equals. */
    private static PairTable merges(long seed, int ranks) {
        Random random = new Random(seed);
        PairTable merges = new PairTable(10);
        for (int result = 4; result < 60; result++) {
            merges.putIfAbsent(random.nextInt(result), random.nextInt(result), random.nextInt(ranks), result);
        }
        return merges;
    }

    /** The definition: look at all pairs, merge one, and begin anew. */
    private static int[] slowly(List<Integer> symbols, PairTable merges) {
        List<Integer> left = new ArrayList<>(symbols);
        while (true) {
            int best = -1;
            for (int i = 0; i + 1 < left.size(); i++) {
                long value = merges.get(left.get(i), left.get(i + 1));
                if (value != PairTable.NONE && (best < 0
                        || PairTable.rank(value) < PairTable.rank(merges.get(left.get(best), left.get(best + 1))))) {
                    best = i;
                }
            }
            if (best < 0) {
                return left.stream().mapToInt(Integer::intValue).toArray();
            }
            int result = PairTable.result(merges.get(left.get(best), left.get(best + 1)));
            left.subList(best, best + 2).clear();
            left.add(best, result);
        }
    }
}
