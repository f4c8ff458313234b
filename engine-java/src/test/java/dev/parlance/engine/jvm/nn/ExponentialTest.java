package dev.parlance.engine.jvm.nn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExponentialTest {

    @Test
    void itIsWithinTwoUnitsInTheLastPlaceEverywhere() {
        // Every 997th float between the greatest whose exponential is 0 and the least whose is infinite.
        double worst = 0;
        for (int bits = 0; bits < Float.floatToRawIntBits(104); bits += 997) {
            worst = Math.max(worst, error(-Float.intBitsToFloat(bits)));
        }
        for (int bits = 0; bits < Float.floatToRawIntBits(88.72284f); bits += 997) {
            worst = Math.max(worst, error(Float.intBitsToFloat(bits)));
        }
        assertThat(worst).isLessThan(2);
    }

    private static double error(float x) {
        double exact = StrictMath.exp(x);
        return Math.abs(Exponential.exp(x) - exact) / Math.ulp((float) exact);
    }

    @Test
    void itsSpecialValuesAreExact() {
        assertThat(Exponential.exp(0f)).isEqualTo(1);
        assertThat(Exponential.exp(-0f)).isEqualTo(1);
        assertThat(Exponential.exp(Float.POSITIVE_INFINITY)).isInfinite().isPositive();
        assertThat(Exponential.exp(Float.NEGATIVE_INFINITY)).isZero();
        assertThat(Exponential.exp(Float.NaN)).isNaN();
        assertThat(Exponential.exp(Float.MIN_VALUE)).isEqualTo(1);
    }

    @Test
    void beyondTheRangeItIsZeroOrInfinite() {
        for (float x : new float[]{104, 133, 134, 200, 1e4f, 1e20f, Float.MAX_VALUE}) {
            assertThat(Exponential.exp(-x)).isZero();
            assertThat(Exponential.exp(x)).isInfinite().isPositive();
        }
        assertThat(Exponential.exp(88.73f)).isInfinite();
    }
}
