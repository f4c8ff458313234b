package dev.parlance.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** What a sample leads to is what sorting leads to, where the sample is good and where it is not. */
class CandidatesShareTest {
    @Provide
    Arbitrary<float[]> logits() {
        return Arbitraries.of(1, 2, 129, 600, 2048, 5000, 30_000)
                .flatMap(size -> Arbitraries.randomValue(random -> logits(size, random)));
    }

    private static float[] logits(int size, Random random) {
        int kind = random.nextInt(8);
        double spread = Math.pow(10, random.nextInt(5) - 2);
        float[] logits = new float[size];
        for (int i = 0; i < size; i++) {
            logits[i] = switch (kind) {
                case 0 -> (float) (spread * random.nextGaussian());
                case 1 -> (float) (spread * i / size);
                case 2 -> random.nextInt(5); // many equal
                case 3 -> i % 512 < 32 ? -3 : (float) (2 * random.nextGaussian()); // the sample sees nothing of it
                case 4 -> i % 512 < 32 ? (float) random.nextGaussian() : -30; // it sees all of it
                case 5 -> random.nextInt(3) == 0 ? Float.NEGATIVE_INFINITY : random.nextInt(64) / 16f;
                case 6 -> (float) (1e6 + random.nextGaussian()); // edges of bins are rounded to the same number
                default -> random.nextBoolean() ? -0f : random.nextInt(2);
            };
        }
        return logits;
    }

    private static List<Integer> tokens(Candidates candidates) {
        return IntStream.range(0, candidates.size()).map(candidates::token).boxed().toList();
    }

    /** Asserts that those kept are the first ones in an order, and just as many as reach the share. */
    private static void assertKept(List<Integer> kept, float[] logits, IntToDoubleFunction order, double share) {
        Candidates all = Candidates.of(logits);
        double sum = all.weigh();
        List<Integer> ordered = IntStream.range(0, logits.length).boxed()
                .sorted(Comparator.<Integer>comparingDouble(order::applyAsDouble)).toList();
        assertThat(kept).isEqualTo(ordered.subList(0, kept.size()).stream().sorted().toList());
        double reached = kept.stream().mapToDouble(all::weight).sum() / sum;
        double last = all.weight(ordered.get(kept.size() - 1)) / sum;
        double rounding = (logits.length + 4) * 0x1p-52; // one rounding an addition, of sums in two orders
        assertThat(reached).isGreaterThanOrEqualTo(share - rounding);
        assertThat(reached - last).isLessThan(share + rounding);
    }

    private static double share(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> Math.nextDown(1.0);
            case 1 -> 1 - Math.pow(10, -1 - random.nextInt(9));
            default -> 1 - random.nextDouble();
        };
    }

    @Property(tries = 500)
    void theBestThatReachAShareStay(@ForAll("logits") float[] logits, @ForAll Random random) {
        double share = share(random);
        Candidates candidates = Candidates.of(logits);
        candidates.keepBestShare(share);
        assertKept(tokens(candidates), logits, token -> -(logits[token] + 0f), share);
    }

    @Property(tries = 500)
    void theNearestThatReachAShareStay(@ForAll("logits") float[] logits, @ForAll Random random) {
        double share = share(random);
        double center = Math.max(logits[random.nextInt(logits.length)], -10)
                + (random.nextBoolean() ? random.nextGaussian() : 0);
        Candidates candidates = Candidates.of(logits);
        candidates.keepNearestShare(center, share);
        assertKept(tokens(candidates), logits, token -> (float) Math.abs(center - logits[token]), share);
    }

    @Property(tries = 500)
    void aDrawIsTheSameBeforeAndAfterTheOthersHaveGone(@ForAll("logits") float[] logits, @ForAll Random random) {
        double share = share(random);
        double fraction = random.nextDouble();
        boolean nearest = random.nextBoolean();
        Candidates candidates = new Candidates(logits.length);
        int[] drawn = new int[2];
        for (int i = 0; i < 2; i++) {
            candidates.reset(logits);
            if (nearest) {
                candidates.keepNearestShare(logits[0] == Float.NEGATIVE_INFINITY ? 0 : logits[0], share);
            } else {
                candidates.keepBestShare(share);
            }
            boolean choice = candidates.hasChoice();
            drawn[i] = i == 0 ? candidates.tokenAt(fraction) : candidates.token(candidates.indexAt(fraction));
            assertThat(choice).isEqualTo(candidates.size() > 1);
        }
        assertThat(drawn[0]).isEqualTo(drawn[1]);
    }

    @Property(tries = 300)
    void manyOfTheBestStay(@ForAll("logits") float[] logits, @ForAll @IntRange(min = 1000, max = 30_000) int count) {
        Candidates candidates = Candidates.of(logits);
        candidates.keepBest(count);
        assertThat(tokens(candidates)).isEqualTo(IntStream.range(0, logits.length).boxed()
                .sorted(Comparator.<Integer>comparingDouble(token -> -(logits[token] + 0f))).limit(count).sorted()
                .toList());
    }

    @Example
    void whatIsNoShareOrNoNumberIsRefused() {
        Candidates candidates = Candidates.of(1, 2);
        assertThatIllegalArgumentException().isThrownBy(() -> candidates.keepBestShare(0))
                .withMessage("share: 0.0, expected more than 0, at most 1");
        assertThatIllegalArgumentException().isThrownBy(() -> candidates.keepNearestShare(0, Double.NaN))
                .withMessage("share: NaN, expected more than 0, at most 1");
        assertThatIllegalArgumentException().isThrownBy(() -> candidates.keepNearestShare(Double.NaN, 1))
                .withMessage("logit: NaN, expected a finite number");
        assertThat(candidates.size()).isEqualTo(2);
    }
}
