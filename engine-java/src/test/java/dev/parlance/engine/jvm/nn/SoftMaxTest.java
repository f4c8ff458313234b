package dev.parlance.engine.jvm.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parlance.testkit.model.RandomFloats;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

class SoftMaxTest {

    private static float[] softMax(float... scores) {
        float[] result = scores.clone();
        SoftMax.apply(result, result.length);
        return result;
    }

    @Property(tries = 200)
    void itIsTheQuotientOfTheExponentials(
            @ForAll @Size(min = 1, max = 70) List<@FloatRange(min = -50, max = 50) Float> list) {
        float[] scores = new float[list.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = list.get(i);
        }
        double max = Double.NEGATIVE_INFINITY;
        for (float score : scores) {
            max = Math.max(max, score);
        }
        double sum = 0;
        for (float score : scores) {
            sum += StrictMath.exp(score - max);
        }
        float[] result = softMax(scores);
        for (int i = 0; i < scores.length; i++) {
            double expected = StrictMath.exp(scores[i] - max) / sum;
            // The difference is rounded to float, its exponential is off by 2 ulp and so on.
            double relative = Math.ulp((float) (scores[i] - max)) + 8 * 0x1p-24;
            assertThat((double) result[i]).isCloseTo(expected, within(expected * relative + Float.MIN_NORMAL));
        }
    }

    @Property(tries = 200)
    void anIntegerAddedToIntegerScoresChangesNothing(
            @ForAll @Size(min = 1, max = 70) List<@IntRange(min = -40, max = 40) Integer> scores,
            @ForAll @IntRange(min = -1000, max = 1000) int added) {
        float[] plain = new float[scores.size()];
        float[] shifted = new float[scores.size()];
        for (int i = 0; i < plain.length; i++) {
            plain[i] = scores.get(i);
            shifted[i] = plain[i] + added;
        }
        assertThat(softMax(shifted)).isEqualTo(softMax(plain));
    }

    @Property(tries = 50)
    void scoresOfMinusInfinityAtTheEndGetNothingAndChangeNothing(@ForAll @IntRange(min = 1, max = 40) int count,
            @ForAll @IntRange(min = 0, max = 40) int padding) {
        float[] scores = RandomFloats.of(count, count);
        float[] longer = Arrays.copyOf(scores, count + padding);
        Arrays.fill(longer, count, longer.length, Float.NEGATIVE_INFINITY);
        float[] alone = softMax(scores);
        float[] padded = softMax(longer);
        assertThat(Arrays.copyOf(padded, count)).isEqualTo(alone);
        assertThat(Arrays.copyOfRange(padded, count, padded.length)).isEqualTo(new float[padding]);
    }

    @Test
    void oneScoreGetsEverything() {
        assertThat(softMax(-3e30f)).containsExactly(1);
    }

    @Test
    void whatIsBehindTheCountStays() {
        float[] scores = {1, 1, 7, 9};
        SoftMax.apply(scores, 2);
        assertThat(scores).containsExactly(0.5f, 0.5f, 7, 9);
    }
}
