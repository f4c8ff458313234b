package dev.parlance.engine.jvm.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.SplittableRandom;

class TanhTest {

    @Test
    void itIsWithinTheErrorOfGlibc() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 100_000; i++) {
            float x = (float) random.nextDouble(-10, 10) * (i % 3 == 0 ? 0.1f : 1);
            double exact = StrictMath.tanh(x);
            assertThat((double) Tanh.of(x)).isCloseTo(exact, within(2.5 * Math.ulp((float) exact)));
        }
    }

    /** What glibc 2.36 returns where that is not the nearest float. */
    @ParameterizedTest
    @CsvSource({"0x1.1f4ffp-22, 0x1.1f4feep-22", "0x1.179c2ep-13, 0x1.179c3p-13", "0x1.35c10cp-7, 0x1.35beaep-7",
            "0x1.0b32bep-4, 0x1.0ad1e2p-4", "0x1.6e0ceep-2, 0x1.5f375cp-2", "0x1.a415fp0, 0x1.daef4p-1"})
    void itRoundsAsGlibcDoesAlsoWhereThatIsNotToTheNearest(String x, String expected) {
        float argument = Float.parseFloat(x);
        assertThat(Tanh.of(argument)).isEqualTo(Float.parseFloat(expected))
                .isNotEqualTo((float) StrictMath.tanh(argument));
    }

    @Test
    void itIsOddAndSaturates() {
        for (float x = 0x1p-120f; x < 1e10f; x *= 1.37f) {
            assertThat(Tanh.of(-x)).isEqualTo(-Tanh.of(x)).isBetween(-1f, 0f);
        }
        assertThat(Tanh.of(0f)).isEqualTo(0f);
        assertThat(Tanh.of(-0f)).isEqualTo(-0f);
        assertThat(Tanh.of(22)).isEqualTo(1);
        assertThat(Tanh.of(Float.POSITIVE_INFINITY)).isEqualTo(1);
        assertThat(Tanh.of(Float.NEGATIVE_INFINITY)).isEqualTo(-1);
        assertThat(Tanh.of(Float.NaN)).isNaN();
    }
}
