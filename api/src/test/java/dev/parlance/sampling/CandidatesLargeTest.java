package dev.parlance.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Selecting from more candidates than are looked at together, in orders that make it easy and hard. */
class CandidatesLargeTest {
    private static final int MAX_SIZE = 6000;

    @Provide
    Arbitrary<float[]> logits() {
        return Arbitraries.integers().between(1, MAX_SIZE)
                .flatMap(size -> Arbitraries.randomValue(random -> logits(size, random)));
    }

    private static float[] logits(int size, Random random) {
        int kind = random.nextInt(5);
        float[] logits = new float[size];
        for (int i = 0; i < size; i++) {
            logits[i] = switch (kind) {
                case 0 -> (float) random.nextGaussian();
                case 1 -> i; // each better than all before it
                case 2 -> -i;
                case 3 -> random.nextInt(4); // many equal
                default -> 0;
            };
        }
        return logits;
    }

    private static List<Integer> bestFirst(float[] logits) {
        return IntStream.range(0, logits.length).boxed()
                .sorted(Comparator.<Integer>comparingDouble(token -> logits[token]).reversed()).toList();
    }

    private static List<Integer> tokens(Candidates candidates) {
        return IntStream.range(0, candidates.size()).map(candidates::token).boxed().toList();
    }

    @Property(tries = 200)
    void keepsTheBestWhereTheyStand(@ForAll("logits") float[] logits,
            @ForAll @IntRange(min = 1, max = MAX_SIZE) int count) {
        Candidates candidates = Candidates.of(logits);
        candidates.keepBest(count);
        List<Integer> best = bestFirst(logits).stream().limit(count).sorted().toList();
        assertThat(tokens(candidates)).isEqualTo(best);
        assertThat(candidates.token(candidates.best())).isEqualTo(bestFirst(logits).getFirst());
    }

    @Property(tries = 200)
    void sortsAsManyAsAreWantedAndComesBackToTheOrderOfIds(@ForAll("logits") float[] logits,
            @ForAll @IntRange(min = 1, max = 50) int first, @ForAll @IntRange(min = 1, max = MAX_SIZE) int second) {
        Candidates candidates = Candidates.of(logits);
        candidates.sort(first);
        candidates.sort(second);
        int sorted = Math.min(Math.max(first, second), logits.length);
        assertThat(tokens(candidates).subList(0, sorted)).isEqualTo(bestFirst(logits).subList(0, sorted));
        candidates.sortByToken();
        assertThat(tokens(candidates)).isEqualTo(IntStream.range(0, logits.length).boxed().toList());
        for (int i = 0; i < logits.length; i++) {
            assertThat(candidates.logit(i)).isEqualTo(logits[i]);
        }
    }

    @Property(tries = 200)
    void fewOfManyComeBackToTheOrderOfIds(@ForAll("logits") float[] logits,
            @ForAll @IntRange(min = 1, max = 400) int count) {
        Candidates candidates = Candidates.of(logits);
        candidates.sort(count);
        candidates.keepBest(count);
        candidates.sortByToken();
        assertThat(tokens(candidates)).isEqualTo(bestFirst(logits).stream().limit(count).sorted().toList());
    }

    @Property(tries = 200)
    void aTokenIsFoundWhereItStands(@ForAll("logits") float[] logits, @ForAll boolean few, @ForAll boolean sorted,
            @ForAll int any) {
        Candidates candidates = Candidates.of(logits);
        if (few) {
            candidates.keepIf(i -> candidates.token(i) % 3 == 0);
        }
        if (sorted) {
            candidates.sort(20);
        }
        for (int token : new int[]{0, 1, logits.length - 1, logits.length, -1, any,
                Math.floorMod(any, logits.length)}) {
            assertThat(candidates.indexOf(token)).isEqualTo(tokens(candidates).indexOf(token));
        }
    }

    @Property(tries = 200)
    void weightsAreTheSameInWhateverOrder(@ForAll("logits") float[] logits, @ForAll @IntRange(min = 1) int sorted) {
        Candidates byToken = Candidates.of(logits);
        double sum = byToken.weigh();

        Candidates bestFirst = Candidates.of(logits);
        bestFirst.sort(sorted);
        assertThat(bestFirst.weigh()).isEqualTo(sum);
        for (int i = 0; i < logits.length; i++) {
            assertThat(bestFirst.weight(i)).isEqualTo(byToken.weight(i));
        }
        assertThat(tokens(bestFirst)).isEqualTo(tokens(byToken));
    }
}
