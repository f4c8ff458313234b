package dev.parlance.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;

import java.util.List;
import java.util.stream.IntStream;

class WeightsTest {
    private static final float UP = Float.POSITIVE_INFINITY;
    private static final float DOWN = Float.NEGATIVE_INFINITY;

    private static double[] weights(float... logits) {
        Candidates candidates = Candidates.of(logits);
        candidates.weigh();
        return IntStream.range(0, logits.length).mapToDouble(candidates::weight).toArray();
    }

    /** Ten squarings double the rounding of the polynomial, at most four halves of a unit, ten times. */
    @Property
    void aWeightIsTheExponentialOfTheDistanceToTheBest(@ForAll @FloatRange(min = -40, max = 0) float x) {
        double exact = StrictMath.exp(x);
        assertThat(weights(0, x)[1]).isCloseTo(exact, within(exact * 4 * 0x1p-43));
    }

    @Property
    void aHopelessWeightStaysSmall(@ForAll @FloatRange(min = -1000, max = -40) float x) {
        double exact = StrictMath.exp(x);
        assertThat(weights(5, 5 + x)[1]).isCloseTo(StrictMath.exp((5 + x) - 5.0), within(0.004 * exact + 0x1p-1040));
    }

    @Property
    void theSumIsThatOfTheWeights(@ForAll @Size(min = 1, max = 40) List<@FloatRange(min = -9, max = 9) Float> list) {
        float[] logits = new float[list.size()];
        double best = DOWN;
        for (int i = 0; i < logits.length; i++) {
            logits[i] = list.get(i);
            best = Math.max(best, logits[i]);
        }
        double exact = 0;
        for (float logit : logits) {
            exact += StrictMath.exp(logit - best);
        }
        double sum = Candidates.of(logits).weigh();
        assertThat(sum).isCloseTo(exact, within(exact * (4 * 0x1p-43 + logits.length * 0x1p-52)));
    }

    @Example
    void theBestHasTheWeightOneAndWhatIsForbiddenNone() {
        assertThat(weights(3, DOWN, 3, -1e30f)).containsExactly(1, 0, 1, 0);
        assertThat(weights(Float.MAX_VALUE, -Float.MAX_VALUE)).containsExactly(1, 0);
    }

    @Example
    void ofInfiniteLogitsTheSmallestIdHasAll() {
        assertThat(weights(0, UP, 2, UP)).containsExactly(0, 1, 0, 0);
        assertThat(weights(DOWN, DOWN)).containsExactly(1, 0);
    }

    @Example
    void weightsFromBeforeAChangeAreRefused() {
        Candidates candidates = Candidates.of(1, 2, 3);
        assertThatIllegalStateException().isThrownBy(() -> candidates.weight(0))
                .withMessage("the weights are asked for before weigh(), or after a change");
        candidates.weigh();
        candidates.setLogit(1, 5);
        assertThatIllegalStateException().isThrownBy(() -> candidates.weight(0));
        assertThatIllegalStateException().isThrownBy(() -> new Candidates(3).weigh()).withMessage("no candidates");
    }

    /** Bits of some values, so that a machine or release that computes others is found out. */
    @Example
    void weightsAreTheSameOnEveryMachine() {
        double[] weights = weights(0, -0.1f, -1, -2.5f, -10, -39);
        long hash = 0;
        for (double weight : weights) {
            hash = 31 * hash + Double.doubleToLongBits(weight);
        }
        assertThat(Long.toHexString(hash)).isEqualTo("7569e4bf48382335");
    }
}
