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
        SoftMax.apply(result, 0, result.length, Float.NEGATIVE_INFINITY);
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

    @Property(tries = 50)
    void scoresOutsideTheWindowAreLikeScoresOfMinusInfinity(@ForAll @IntRange(min = 0, max = 20) int from,
            @ForAll @IntRange(min = 1, max = 20) int count, @ForAll @IntRange(min = 0, max = 9) int behind) {
        float[] scores = RandomFloats.of(from + count + behind, count);
        float[] masked = scores.clone();
        Arrays.fill(masked, 0, from, Float.NEGATIVE_INFINITY);
        Arrays.fill(masked, from + count, masked.length, Float.NEGATIVE_INFINITY);
        float[] expected = scores.clone();
        System.arraycopy(softMax(masked), from, expected, from, count);
        SoftMax.apply(scores, from, from + count, Float.NEGATIVE_INFINITY);
        assertThat(scores).isEqualTo(expected);
    }

    @Property(tries = 50)
    void aSinkTakesTheShareThatAScoreWouldHave(@ForAll @IntRange(min = 1, max = 40) int count,
            @ForAll @FloatRange(min = -10, max = 10) float sink) {
        float[] scores = RandomFloats.of(count, count);
        float[] more = Arrays.copyOf(scores, count + 1);
        more[count] = sink;
        SoftMax.apply(scores, 0, count, sink);
        float[] expected = softMax(more);
        for (int i = 0; i < count; i++) {
            assertThat(scores[i]).isCloseTo(expected[i], within(8 * Math.ulp(expected[i])));
        }
    }

    @Property(tries = 50)
    void aRowWithoutMaskDiffersOnlyByTheExponentialsOfItsLastScores(@ForAll @IntRange(min = 1, max = 40) int count) {
        float[] scores = RandomFloats.of(count + 2, count);
        float[] row = scores.clone();
        SoftMax.apply(scores, 1, count + 1, Float.NEGATIVE_INFINITY);
        SoftMax.applyToRow(row, 1, count + 1);
        for (int i = 0; i < row.length; i++) {
            assertThat(row[i]).isCloseTo(scores[i], within(8 * Math.ulp(scores[i])));
        }
    }
}
