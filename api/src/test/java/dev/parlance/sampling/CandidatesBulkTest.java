package dev.parlance.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What looks at all candidates at once does the same as a look at each, for sizes below and above all blocks. */
class CandidatesBulkTest {
    private static final float INFINITY = Float.POSITIVE_INFINITY;

    @Provide
    Arbitrary<float[]> logits() {
        return Arbitraries.of(1, 7, 600, 2047, 2048, 2049, 5000)
                .flatMap(size -> Arbitraries.randomValue(random -> logits(size, random)));
    }

    private static float[] logits(int size, Random random) {
        int kind = random.nextInt(5);
        float[] logits = new float[size];
        for (int i = 0; i < size; i++) {
            logits[i] = switch (kind) {
                case 0 -> (float) (3 * random.nextGaussian());
                case 1 -> random.nextInt(5); // many equal
                case 2 -> random.nextInt(9) == 0 ? -INFINITY : random.nextInt(3) * Float.MIN_VALUE;
                case 3 -> random.nextInt(9) == 0 ? INFINITY : -random.nextFloat() * Float.MAX_VALUE;
                default -> any(random);
            };
        }
        return logits;
    }

    private static float any(Random random) {
        float value = Float.intBitsToFloat(random.nextInt());
        return Float.isNaN(value) ? -0f : value;
    }

    private static List<Integer> tokens(Candidates candidates) {
        return IntStream.range(0, candidates.size()).map(candidates::token).boxed().toList();
    }

    private static List<Integer> all(float[] logits, IntPredicate rule) {
        return IntStream.range(0, logits.length).filter(rule).boxed().toList();
    }

    private static List<Integer> bestFirst(float[] logits) {
        return IntStream.range(0, logits.length).boxed()
                .sorted(Comparator.<Integer>comparingDouble(token -> logits[token] + 0f).reversed()).toList();
    }

    @Property(tries = 500)
    void aRangeKeepsWhatIsInIt(@ForAll("logits") float[] logits, @ForAll Random random, @ForAll boolean weighed) {
        float one = random.nextInt(4) == 0 ? any(random) : logits[random.nextInt(logits.length)];
        float other = random.nextInt(4) == 0 ? INFINITY : logits[random.nextInt(logits.length)];
        double low = Math.min(one, other);
        double high = Math.max(one, other);
        Candidates candidates = Candidates.of(logits);
        if (weighed) {
            candidates.weigh();
        }
        List<Integer> expected = all(logits, i -> logits[i] >= low && logits[i] <= high);
        if (expected.isEmpty()) {
            assertThatIllegalStateException().isThrownBy(() -> candidates.keepBetween(low, high));
            assertThat(tokens(candidates)).hasSize(logits.length);
        } else {
            candidates.keepBetween(low, high);
            assertThat(tokens(candidates)).isEqualTo(expected);
            assertWeighs(candidates);
        }
    }

    /** Weights that were carried along are those of candidates that were never others. */
    private static void assertWeighs(Candidates candidates) {
        float[] left = new float[candidates.size()];
        candidates.copyLogits(left);
        Candidates others = Candidates.of(left);
        assertThat(candidates.weigh()).isEqualTo(others.weigh());
        for (int i = 0; i < left.length; i++) {
            assertThat(candidates.weight(i)).isEqualTo(others.weight(i));
        }
    }

    @Example
    void boundsBetweenTwoLogitsAreNotRounded() {
        float above = Math.nextUp(1f);
        Candidates candidates = Candidates.of(1, above);
        candidates.keepBetween(1 + 1e-12, 2);
        assertThat(tokens(candidates)).containsExactly(1);
        candidates.reset(new float[]{1, above});
        candidates.keepBetween(0, above - 1e-12);
        assertThat(tokens(candidates)).containsExactly(0);
    }

    @Property(tries = 300)
    void theBestAreCopiedInOrderAndNobodyMoves(@ForAll("logits") float[] logits,
            @ForAll @IntRange(min = 1, max = 3000) int count, @ForAll @IntRange(max = 200) int sorted) {
        Candidates candidates = Candidates.of(logits);
        if (sorted > 0) {
            candidates.sort(sorted);
        }
        List<Integer> before = tokens(candidates);
        int[] best = new int[count];
        assertThat(candidates.copyBest(best)).isEqualTo(Math.min(count, logits.length));
        assertThat(IntStream.of(best).limit(logits.length).boxed().toList())
                .isEqualTo(bestFirst(logits).subList(0, Math.min(count, logits.length)));
        assertThat(tokens(candidates)).isEqualTo(before);
    }

    @Property(tries = 300)
    void whatIsRemovedIsGone(@ForAll("logits") float[] logits, @ForAll Random random,
            @ForAll @IntRange(min = 1, max = 40) int oneOf, @ForAll boolean sorted) {
        Candidates candidates = Candidates.of(logits);
        candidates.keepIf(i -> i == 0 || i % 5 != 3);
        List<Integer> before = tokens(candidates);
        if (sorted) {
            candidates.sort(20);
        }
        int[] removed = IntStream.range(1, logits.length + 3).filter(i -> random.nextInt(oneOf) == 0).toArray();
        candidates.remove(removed, removed.length);
        Set<Integer> gone = IntStream.of(removed).boxed().collect(Collectors.toSet());
        assertThat(tokens(candidates))
                .isEqualTo(before.stream().filter(token -> !gone.contains(token)).toList());
        for (int i = 0; i < candidates.size(); i++) {
            assertThat(candidates.logit(i) == logits[candidates.token(i)]).isTrue();
        }
        assertThatIllegalStateException().isThrownBy(() -> candidates.remove(tokens(candidates).stream()
                .mapToInt(Integer::intValue).toArray(), candidates.size()));
    }

    @Property(tries = 200)
    void theBestIsFoundAfterAnyChange(@ForAll("logits") float[] logits, @ForAll Random random) {
        Candidates candidates = Candidates.of(logits);
        float[] changed = logits.clone();
        for (int i = 0; i < 20; i++) {
            int token = random.nextBoolean() ? candidates.best() : random.nextInt(logits.length);
            changed[token] = random.nextBoolean() ? -3 : any(random);
            candidates.setLogit(token, changed[token]);
            assertThat(candidates.best()).isEqualTo(bestFirst(changed).getFirst());
        }
        candidates.setLogits(logits);
        assertThat(candidates.best()).isEqualTo(bestFirst(logits).getFirst());
    }

    @Example
    void aNumberThatIsNoneIsRefusedAndNothingChanges() {
        Candidates candidates = Candidates.of(3, 5, 4);
        assertThatIllegalArgumentException().isThrownBy(() -> candidates.setLogits(new float[]{9, 1, Float.NaN}))
                .withMessage("the logit of token 2 would be NaN");
        assertThatIllegalArgumentException().isThrownBy(() -> candidates.setLogits(new float[2]))
                .withMessage("room for 2 of 3 candidates");
        assertThat(candidates.best()).isEqualTo(1);
        assertThat(candidates.logit(0)).isEqualTo(3);
    }

    @Property(tries = 200)
    void everyBufferIsAsGoodAsANewOne(@ForAll("logits") float[] logits, @ForAll Random random) {
        Candidates candidates = new Candidates(logits.length);
        for (int round = 0; round < 4; round++) {
            candidates.reset(logits(logits.length, random));
            switch (random.nextInt(5)) {
                case 0 -> candidates.keepBest(1 + random.nextInt(50));
                case 1 -> candidates.sort(1 + random.nextInt(50));
                case 2 -> candidates.keepAtLeast(candidates.logit(candidates.best()));
                case 3 -> candidates.remove(new int[]{logits.length}, 1);
                default -> candidates.keepIf(i -> i % 7 == 0);
            }
            candidates.weigh();
        }
        candidates.reset(logits);
        assertThat(tokens(candidates)).isEqualTo(all(logits, i -> true));
        assertWeighs(candidates);
        assertThat(candidates.best()).isEqualTo(bestFirst(logits).getFirst());
    }

    @Property(tries = 200)
    void aFractionStandsForTheCandidateWhereTheSumPassesIt(@ForAll("logits") float[] logits, @ForAll Random random) {
        Candidates candidates = Candidates.of(logits);
        double sum = candidates.weigh();
        double fraction = random.nextInt(5) == 0 ? Math.nextDown(1.0) : random.nextDouble();
        int index = candidates.indexAt(fraction);
        assertThat(candidates.weight(index)).isPositive();
        double before = 0;
        for (int i = 0; i < index; i++) {
            before += candidates.weight(i);
        }
        // Two orders of adding, each of which is off by half a unit in the last place of the sum each time.
        double rounding = sum * logits.length * 0x1p-52;
        assertThat(before).isLessThanOrEqualTo(fraction * sum + rounding);
        assertThat(before + candidates.weight(index)).isGreaterThanOrEqualTo(fraction * sum - rounding);
    }

    @Property(tries = 200)
    void theEntropyIsThatOfTheProbabilities(@ForAll("logits") float[] logits) {
        Candidates candidates = Candidates.of(logits);
        double sum = candidates.weigh();
        double entropy = 0;
        for (int i = 0; i < logits.length; i++) {
            double p = candidates.weight(i) / sum;
            entropy -= p == 0 ? 0 : p * StrictMath.log(p);
        }
        // Each weight is off by 2^-41, which moves a logarithm by as much; no logarithm that counts is beyond 40.
        assertThat(candidates.entropy()).isCloseTo(entropy, within(40 * 0x1p-40 + logits.length * 0x1p-48));
    }
}
