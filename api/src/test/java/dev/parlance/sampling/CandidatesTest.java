package dev.parlance.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

class CandidatesTest {

    /** What a candidate is to a reader: its token and its logit. */
    record Candidate(int token, float logit) {}

    private static final Comparator<Candidate> BEST_FIRST = Comparator
            .<Candidate>comparingDouble(c -> c.logit() == 0 ? 0.0 : c.logit()).reversed()
            .thenComparingInt(Candidate::token);

    private static final Comparator<Candidate> BY_TOKEN = Comparator.comparingInt(Candidate::token);

    private static List<Candidate> read(Candidates candidates) {
        return IntStream.range(0, candidates.size())
                .mapToObj(i -> new Candidate(candidates.token(i), candidates.logit(i))).toList();
    }

    private static List<Candidate> reference(float[] logits) {
        return IntStream.range(0, logits.length).mapToObj(i -> new Candidate(i, logits[i])).toList();
    }

    private static List<Candidate> sorted(List<Candidate> candidates, Comparator<Candidate> order) {
        return candidates.stream().sorted(order).toList();
    }

    /** Compares with ==, to which -0 is 0. */
    private static void assertSame(List<Candidate> actual, List<Candidate> expected) {
        assertThat(actual).usingElementComparator(BEST_FIRST).isEqualTo(expected);
    }

    /** Logits with many ties, zeros of both signs and infinities. */
    @Provide
    Arbitrary<float[]> logits() {
        Arbitrary<Float> any = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.of(-1f, -0f, 0f, 1f, 2f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY,
                        Float.MIN_VALUE, -Float.MIN_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE)),
                Tuple.of(4, Arbitraries.floats().between(-30, 30)), Tuple.of(1, Arbitraries.floats()));
        return any.array(float[].class).ofMinSize(1).ofMaxSize(60);
    }

    @Property
    void resetMakesEveryTokenACandidateAtItsOwnId(@ForAll("logits") float[] logits) {
        Candidates candidates = Candidates.of(new float[logits.length]);
        candidates.keepBest(1);
        candidates.reset(logits);
        assertThat(read(candidates)).isEqualTo(reference(logits));
    }

    @Property
    void sortPutsTheBestFirstAndOfEqualOnesTheSmallerId(@ForAll("logits") float[] logits) {
        Candidates candidates = Candidates.of(logits);
        candidates.sort();
        assertSame(read(candidates), sorted(reference(logits), BEST_FIRST));
    }

    @Property
    void sortByTokenUndoesSort(@ForAll("logits") float[] logits) {
        Candidates candidates = Candidates.of(logits);
        candidates.sort();
        candidates.sortByToken();
        assertSame(read(candidates), reference(logits));
    }

    @Property
    void bestIsTheFirstOfTheSorted(@ForAll("logits") float[] logits) {
        Candidates candidates = Candidates.of(logits);
        assertThat(candidates.token(candidates.best()))
                .isEqualTo(sorted(reference(logits), BEST_FIRST).getFirst().token());
    }

    @Property
    void keepBestKeepsTheFirstOfTheSortedWhereTheyStand(@ForAll("logits") float[] logits,
            @ForAll @IntRange(min = 1, max = 70) int count) {
        Candidates candidates = Candidates.of(logits);
        candidates.keepBest(count);
        List<Candidate> best = sorted(reference(logits), BEST_FIRST).stream().limit(count).toList();
        assertSame(read(candidates), sorted(best, BY_TOKEN));
    }

    @Property
    void keepBestOfTheSortedIsABeginning(@ForAll("logits") float[] logits,
            @ForAll @IntRange(min = 1, max = 70) int count) {
        Candidates candidates = Candidates.of(logits);
        candidates.sort();
        candidates.keepBest(count);
        assertSame(read(candidates), sorted(reference(logits), BEST_FIRST).stream().limit(count).toList());
    }

    @Property
    void keepIfKeepsTheOthersWhereTheyStand(@ForAll("logits") float[] logits, @ForAll boolean sorted,
            @ForAll @IntRange(min = 1, max = 5) int modulus) {
        Candidates candidates = Candidates.of(logits);
        if (sorted) {
            candidates.sort();
        }
        List<Candidate> kept = read(candidates).stream().filter(c -> c.token() % modulus == 0).toList();
        candidates.keepIf(i -> candidates.token(i) % modulus == 0);
        assertThat(read(candidates)).isEqualTo(kept);
    }

    /** Any sequence of operations agrees with the same one on a list that is sorted anew for everything. */
    @Property
    void everyOrderOfOperationsAgreesWithALevelHeadedList(@ForAll("logits") float[] logits,
            @ForAll List<@IntRange(min = 0, max = 7) Integer> operations) {
        Candidates candidates = Candidates.of(logits);
        List<Candidate> expected = new ArrayList<>(reference(logits));
        for (int operation : operations) {
            switch (operation) {
                case 0 -> {
                    candidates.sort();
                    expected.sort(BEST_FIRST);
                }
                case 1 -> {
                    candidates.sortByToken();
                    expected.sort(BY_TOKEN);
                }
                case 2 -> {
                    int count = Math.max(1, expected.size() * 2 / 3);
                    candidates.keepBest(count);
                    expected.retainAll(sorted(expected, BEST_FIRST).subList(0, count));
                }
                case 3 -> {
                    int index = expected.size() / 2;
                    candidates.setLogit(index, 1.5f);
                    expected.set(index, new Candidate(expected.get(index).token(), 1.5f));
                }
                case 4 -> {
                    candidates.divideLogits(3);
                    expected.replaceAll(c -> new Candidate(c.token(), c.logit() / 3));
                }
                case 5 -> {
                    candidates.divideLogits(Float.MAX_VALUE); // makes many equal
                    expected.replaceAll(c -> new Candidate(c.token(), c.logit() / Float.MAX_VALUE));
                }
                case 6 -> assertThat(candidates.token(candidates.best()))
                        .isEqualTo(sorted(expected, BEST_FIRST).getFirst().token());
                default -> {
                    int last = expected.getLast().token();
                    if (expected.size() > 1) {
                        candidates.keepIf(i -> candidates.token(i) != last);
                        expected.removeLast();
                    }
                }
            }
            assertSame(read(candidates), expected);
        }
    }

    @Test
    void aLogitThatIsNaNCountsAsNegativeInfinity() {
        assertThat(read(Candidates.of(1, Float.NaN))).containsExactly(new Candidate(0, 1),
                new Candidate(1, Float.NEGATIVE_INFINITY));
    }

    @Test
    void changingLogitsWhileWalkingTheSortedMeetsEachCandidateOnce() {
        Candidates candidates = Candidates.of(1, 3, 2);
        candidates.sort();
        for (int i = 0; i < candidates.size(); i++) {
            candidates.setLogit(i, -candidates.logit(i));
        }
        assertThat(read(candidates)).containsExactly(new Candidate(1, -3), new Candidate(2, -2), new Candidate(0, -1));
    }

    @Test
    void aRuleThatLeavesNoneIsRefusedAndAllStay() {
        Candidates candidates = Candidates.of(1, 2, 3);
        assertThatIllegalStateException().isThrownBy(() -> candidates.keepIf(i -> false)).withMessageContaining("3");
        assertThat(candidates.size()).isEqualTo(3);
    }

    @Test
    void argumentsOutOfRangeAreRefused() {
        Candidates candidates = Candidates.of(1, 2);
        assertThatIllegalArgumentException().isThrownBy(() -> new Candidates(0)).withMessageContaining("0");
        assertThatIllegalArgumentException().isThrownBy(() -> candidates.reset(new float[3]))
                .withMessageContaining("3");
        assertThatIllegalArgumentException().isThrownBy(() -> candidates.keepBest(0)).withMessageContaining("0");
        assertThatIllegalArgumentException().isThrownBy(() -> candidates.setLogit(1, Float.NaN))
                .withMessageContaining("token 1");
        for (float divisor : new float[]{0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThatIllegalArgumentException().isThrownBy(() -> candidates.divideLogits(divisor))
                    .withMessageContaining(Float.toString(divisor));
        }
        assertThatThrownBy(() -> candidates.token(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> candidates.setLogit(2, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Property
    void greedyKeepsTheBestAlone(@ForAll("logits") float[] logits) {
        Candidates candidates = Candidates.of(logits);
        Sampler.State state = GreedySampler.INSTANCE;
        state.apply(candidates);
        assertSame(read(candidates), sorted(reference(logits), BEST_FIRST).subList(0, 1));
    }
}
