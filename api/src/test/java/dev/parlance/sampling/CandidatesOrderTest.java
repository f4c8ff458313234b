package dev.parlance.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** What sorting, filtering and changing do to each other: the order that is remembered must be the order that is. */
class CandidatesOrderTest {

    @Property
    void aPartialSortPutsTheBestInOrderAndLosesNone(@ForAll("logits") float[] logits,
            @ForAll @IntRange(min = 1) int n) {
        int count = 1 + n % (2 * logits.length);
        Candidates candidates = Candidates.of(logits);
        candidates.sort(count);

        int sorted = Math.min(count, logits.length);
        assertThat(tokens(candidates).subList(0, sorted)).isEqualTo(bestFirst(logits).subList(0, sorted));
        assertThat(tokens(candidates)).containsExactlyInAnyOrderElementsOf(tokens(Candidates.of(logits)));
        assertCarriesItsLogit(candidates, logits);
    }

    @Property
    void aPartialSortCanBeContinued(@ForAll("logits") float[] logits, @ForAll @IntRange(min = 1, max = 300) int count) {
        Candidates candidates = Candidates.of(logits);
        for (int sorted = 1; sorted <= logits.length; sorted += count) {
            candidates.sort(sorted);
        }
        candidates.sort();
        assertThat(tokens(candidates)).isEqualTo(bestFirst(logits));
    }

    @Property
    void theBestAreTheSameHoweverManyWereSortedBefore(@ForAll("logits") float[] logits,
            @ForAll @IntRange(min = 1, max = 300) int sorted, @ForAll @IntRange(min = 1, max = 300) int kept) {
        Candidates candidates = Candidates.of(logits);
        candidates.sort(sorted);
        candidates.keepBest(kept);
        assertThat(tokens(candidates)).containsExactlyInAnyOrderElementsOf(
                bestFirst(logits).subList(0, Math.min(kept, logits.length)));
        assertThat(candidates.token(candidates.best())).isEqualTo(bestFirst(logits).getFirst());
    }

    @Property
    void aRuleKeepsTheSameHoweverManyWereSortedBefore(@ForAll("logits") float[] logits,
            @ForAll @IntRange(min = 1, max = 300) int sorted, @ForAll @IntRange(min = 1, max = 5) int divisor) {
        Candidates candidates = Candidates.of(logits);
        candidates.sort(sorted);
        candidates.keepIf(i -> candidates.token(i) % divisor == 0);
        candidates.sort();
        assertThat(tokens(candidates)).isEqualTo(bestFirst(logits).stream().filter(t -> t % divisor == 0).toList());
    }

    @Property
    void aThresholdKeepsTheSameHoweverManyWereSortedBefore(@ForAll("logits") float[] logits,
            @ForAll @IntRange(min = 1, max = 300) int sorted, @ForAll @IntRange(min = 0) int n) {
        float threshold = logits[n % logits.length];
        Candidates candidates = Candidates.of(logits);
        candidates.sort(sorted);
        candidates.keepAtLeast(threshold);
        candidates.sort();
        assertThat(tokens(candidates))
                .isEqualTo(bestFirst(logits).stream().filter(t -> logits[t] >= threshold).toList());
    }

    @Property
    void changingALogitMovesNobody(@ForAll("logits") float[] logits, @ForAll @IntRange(min = 1, max = 300) int sorted) {
        Candidates candidates = Candidates.of(logits);
        candidates.sort(sorted);
        List<Integer> before = tokens(candidates);
        float[] changed = new float[logits.length];
        for (int i = 0; i < candidates.size(); i++) {
            candidates.setLogit(i, -candidates.logit(i));
            changed[candidates.token(i)] = candidates.logit(i);
        }
        assertThat(tokens(candidates)).isEqualTo(before);
        assertThat(candidates.token(candidates.best())).isEqualTo(bestFirst(changed).getFirst());
    }

    @Property
    void theOrderOfIdsComesBack(@ForAll("logits") float[] logits, @ForAll @IntRange(min = 1, max = 300) int sorted) {
        Candidates candidates = Candidates.of(logits);
        candidates.sort(sorted);
        candidates.sortByToken();
        assertThat(tokens(candidates)).isEqualTo(tokens(Candidates.of(logits)));
        assertCarriesItsLogit(candidates, logits);
    }

    @Example
    void candidatesThatRoundingMakesEqualRankByTheirIds() {
        Candidates candidates = Candidates.of(1, Math.nextUp(1f));
        candidates.sort();
        candidates.divideLogits(1e38f);
        candidates.divideLogits(1e7f);
        assertThat(candidates.logit(0)).isEqualTo(candidates.logit(1));
        assertThat(candidates.token(candidates.best())).isZero();
        candidates.keepBest(1);
        assertThat(candidates.token(0)).isZero();
    }

    @Example
    void aThresholdThatNoneReachesLeavesAllAndSaysSo() {
        Candidates candidates = Candidates.of(1, 2, 3);
        assertThatThrownBy(() -> candidates.keepAtLeast(Double.NaN)).isInstanceOf(IllegalStateException.class)
                .hasMessage("a sampler would leave none of 3 candidates");
        assertThat(candidates.size()).isEqualTo(3);
    }

    @Provide
    Arbitrary<float[]> logits() {
        Arbitrary<Float> few = Arbitraries.of(0f, -0f, 1f, -1f, 1e30f, Float.NEGATIVE_INFINITY,
                Float.POSITIVE_INFINITY, Float.MIN_VALUE);
        Arbitrary<Float> any = Arbitraries.integers().map(Float::intBitsToFloat).filter(value -> !Float.isNaN(value));
        return Arbitraries.oneOf(any, few).array(float[].class).ofMinSize(1).ofMaxSize(250);
    }

    private static List<Integer> tokens(Candidates candidates) {
        return IntStream.range(0, candidates.size()).map(candidates::token).boxed().toList();
    }

    private static List<Integer> bestFirst(float[] logits) {
        List<Integer> tokens = new ArrayList<>(IntStream.range(0, logits.length).boxed().toList());
        tokens.sort(Comparator.<Integer>comparingDouble(t -> logits[t] + 0f).reversed()); // + 0 makes -0 equal to 0
        return tokens;
    }

    private static void assertCarriesItsLogit(Candidates candidates, float[] logits) {
        for (int i = 0; i < candidates.size(); i++) {
            assertThat(candidates.logit(i) == logits[candidates.token(i)]).isTrue();
        }
    }
}
