package dev.parlance.engine.jvm.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RopeScalingTest {
    private static final int HEAD_SIZE = 64;

    private static float[] rotation(RopeScaling scaling, float angle, int pair) {
        float[] cosAndSin = new float[2];
        scaling.rotation(angle, pair, cosAndSin, 0);
        return cosAndSin;
    }

    private static float[] turn(float angle, float magnitude) {
        return new float[]{SinCos.cos(angle) * magnitude, SinCos.sin(angle) * magnitude};
    }

    @Test
    void noneLeavesAnglesAsTheyAre() {
        assertThat(rotation(RopeScaling.NONE, 1.25f, 3)).isEqualTo(turn(1.25f, 1));
    }

    @Test
    void linearDividesEveryAngle() {
        assertThat(rotation(RopeScaling.linear(4, 1, null), 3, 0)).isEqualTo(turn(0.75f, 1));
        assertThat(rotation(RopeScaling.linear(4, 1, null), 3, 31)).isEqualTo(turn(0.75f, 1));
    }

    @Test
    void theMagnitudeMultipliesCosineAndSine() {
        assertThat(rotation(RopeScaling.linear(1, 1.5f, null), 3, 0)).isEqualTo(turn(3, 1.5f));
    }

    @Test
    void frequencyFactorsDivideTheAnglesOfTheirPairs() {
        RopeScaling scaling = RopeScaling.linear(2, 1, new float[]{1, 8});
        assertThat(rotation(scaling, 16, 0)).isEqualTo(turn(8, 1));
        assertThat(rotation(scaling, 16, 1)).isEqualTo(turn(1, 1));
    }

    @Test
    void yarnLeavesFastPairsAndInterpolatesSlowOnes() {
        // 32 turns over 4096 positions are made at pair 10.47, one turn at pair 22.52 (of 32).
        RopeScaling yarn = RopeScaling.yarn(8, 1, HEAD_SIZE, 10000, 4096, null);
        assertThat(yarn.low()).isEqualTo(20 / 2f);
        assertThat(yarn.high()).isEqualTo(46 / 2f);
        float magnitude = yarn.magnitude();
        assertThat(rotation(yarn, 2, 0)).isEqualTo(turn(2, magnitude));
        assertThat(rotation(yarn, 2, 10)).isEqualTo(turn(2, magnitude));
        assertThat(rotation(yarn, 2, 23)).isEqualTo(turn(0.25f, magnitude));
        assertThat(rotation(yarn, 2, 31)).isEqualTo(turn(0.25f, magnitude));
        float between = (float) Math.atan2(rotation(yarn, 2, 16)[1], rotation(yarn, 2, 16)[0]);
        assertThat((double) between).isCloseTo(2 * (7 / 13d) + 0.25 * (6 / 13d), within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(floats = {1.5f, 4, 16, 40})
    void yarnMultipliesByTheTemperatureOfItsPaper(float factor) {
        RopeScaling yarn = RopeScaling.yarn(factor, 1, HEAD_SIZE, 10000, 4096, null);
        assertThat((double) yarn.magnitude()).isCloseTo(0.1 * Math.log(factor) + 1, within(4 * 0x1p-23));
        RopeScaling louder = RopeScaling.yarn(factor, 2, HEAD_SIZE, 10000, 4096, null);
        assertThat(louder.magnitude()).isEqualTo(2 * yarn.magnitude());
    }

    @Test
    void yarnByAFactorOfOneChangesNothing() {
        RopeScaling yarn = RopeScaling.yarn(1, 1, HEAD_SIZE, 10000, 4096, null);
        for (int pair = 0; pair < HEAD_SIZE / 2; pair++) {
            float[] expected = rotation(RopeScaling.NONE, 5, pair);
            float[] actual = rotation(yarn, 5, pair);
            assertThat((double) actual[0]).isCloseTo(expected[0], within(0x1p-21));
            assertThat((double) actual[1]).isCloseTo(expected[1], within(0x1p-21));
        }
    }

    @Test
    void yarnStaysInTheHeadForAnyContext() {
        for (int context : new int[]{1, 7, 100, Integer.MAX_VALUE}) {
            RopeScaling yarn = RopeScaling.yarn(4, 1, 8, 500000, context, null);
            assertThat(yarn.low()).isBetween(0f, 8f);
            assertThat(yarn.high()).isLessThanOrEqualTo(7f);
            assertThat(rotation(yarn, 1, 2)).doesNotContain(Float.NaN);
        }
    }
}
