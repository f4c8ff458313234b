package dev.parlance.engine.jvm.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.SplittableRandom;

class ScalarExponentialTest {

    @Test
    void itIsWithinTheErrorOfGlibc() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 100_000; i++) {
            float x = (float) random.nextDouble(-87, 88);
            double exact = StrictMath.exp(x);
            assertThat((double) ScalarExponential.exp(x)).isCloseTo(exact, within(0.503 * Math.ulp((float) exact)));
        }
    }

    /** What glibc 2.36 returns where that is not the nearest float. */
    @ParameterizedTest
    @CsvSource({"0x1.627edap2f, 0x1.fcd7d2p7", "-0x1.67819ep1f, 0x1.edde76p-5", "0x1.c4bdb6p2f, 0x1.273d26p10",
            "0x1.b0642cp5f, 0x1.f7964ap77", "-0x1.cd486ap1f, 0x1.bdfc7cp-6"})
    void itRoundsAsGlibcDoesAlsoWhereThatIsNotToTheNearest(String x, String expected) {
        float argument = Float.parseFloat(x);
        assertThat(ScalarExponential.exp(argument)).isEqualTo(Float.parseFloat(expected))
                .isNotEqualTo((float) StrictMath.exp(argument));
    }

    @Test
    void itOverflowsAndUnderflowsLikeEveryExponential() {
        assertThat(ScalarExponential.exp(0)).isEqualTo(1);
        assertThat(ScalarExponential.exp(88.73f)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(ScalarExponential.exp(Float.POSITIVE_INFINITY)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(ScalarExponential.exp(-103.9f)).isEqualTo(Float.MIN_VALUE);
        assertThat(ScalarExponential.exp(-104)).isZero();
        assertThat(ScalarExponential.exp(Float.NEGATIVE_INFINITY)).isZero();
        assertThat(ScalarExponential.exp(Float.NaN)).isNaN();
    }
}
