package dev.parlance.engine.jvm.nn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SinCosTest {

    @Test
    void itIsWithinSixTenthsOfAUnitInTheLastPlaceEverywhere() {
        double worst = 0;
        for (int bits = 0; bits < 0x7F800000; bits += 4999) {
            float x = Float.intBitsToFloat(bits);
            worst = Math.max(worst, error(SinCos.sin(x), StrictMath.sin(x)));
            worst = Math.max(worst, error(SinCos.sin(-x), StrictMath.sin(-x)));
            worst = Math.max(worst, error(SinCos.cos(x), StrictMath.cos(x)));
            worst = Math.max(worst, error(SinCos.cos(-x), StrictMath.cos(-x)));
        }
        assertThat(worst).isLessThan(0.6);
    }

    private static double error(float actual, double exact) {
        return Math.abs(actual - exact) / Math.ulp((float) exact);
    }

    /** Arguments for which glibc, and so llama.cpp, does not give the nearest float. */
    @ParameterizedTest
    @CsvSource({"0.25629458, 0.25349793, 0.96733594", "-0.41271088, -0.40109405, 0.91603684",
            "1.7070758, 0.9907283, -0.13585807", "0.69744515, 0.64226156, 0.7664856",
            "-87.63455, 0.32408306, 0.94602865", "92.9703, -0.95729053, 0.2891277",
            "4938.784, 0.19918703, 0.9799615", "-1610.9055, -0.6679969, -0.7441641",
            "521488.2, 0.46623722, -0.8846597", "-933612.8, -0.55710155, 0.83044434"})
    void itIsGlibcsWhereThatIsNotTheNearest(float x, float sin, float cos) {
        assertThat(SinCos.sin(x)).isEqualTo(sin);
        assertThat(SinCos.cos(x)).isEqualTo(cos);
        assertThat(sin == (float) StrictMath.sin(x) && cos == (float) StrictMath.cos(x)).isFalse();
    }

    @Test
    void itsSpecialValuesAreExact() {
        assertThat(Float.floatToRawIntBits(SinCos.sin(0f))).isZero();
        assertThat(Float.floatToRawIntBits(SinCos.sin(-0f))).isEqualTo(Float.floatToRawIntBits(-0f));
        assertThat(SinCos.cos(0f)).isEqualTo(1);
        assertThat(SinCos.cos(-0f)).isEqualTo(1);
        for (float x : new float[]{Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN}) {
            assertThat(SinCos.sin(x)).isNaN();
            assertThat(SinCos.cos(x)).isNaN();
        }
    }
}
