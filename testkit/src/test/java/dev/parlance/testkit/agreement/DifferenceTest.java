package dev.parlance.testkit.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.parlance.gguf.TensorType;
import org.junit.jupiter.api.Test;

import java.util.List;

class DifferenceTest {

    @Test
    void equalRowsDifferByNothing() {
        Difference difference = new Difference().add(new float[][]{{1, -2}, {0, 3}}, new float[][]{{1, -2}, {-0f, 3}});
        assertThat(difference.normalised()).isZero();
        assertThat(difference.largest()).isZero();
        assertThat(difference.equal()).isEqualTo(difference.count()).isEqualTo(4);
        assertThat(difference.ulps()).isEmpty();
    }

    @Test
    void squaresOfDifferencesAreSharesOfTheSquaresExpected() {
        Difference difference = new Difference().add(new float[]{1, 2}, new float[]{1, 4})
                .add(new float[]{5, 0}, new float[]{5, 0}).add(new float[]{1, 1}, new double[]{1.5, 1});
        assertThat(difference.normalised()).isCloseTo((4 + 0.25) / (1 + 16 + 25 + 2.25 + 1), within(1e-15));
        assertThat(difference.largest()).isEqualTo(2);
        assertThat(difference.medianOfRows()).isEqualTo(0.5);
        assertThat(difference.equal()).isEqualTo(4);
        assertThat(difference.count()).isEqualTo(6);
    }

    @Test
    void unitsInTheLastPlaceAreCountedAcrossPowersOfTwoAndZero() {
        float[] expected = {1, 1, 0, -1, Float.MIN_VALUE};
        float[] actual = {Math.nextUp(1f), Math.nextDown(1f), Float.MIN_VALUE, Math.nextUp(Math.nextUp(-1f)),
                -Float.MIN_VALUE};
        assertThat(new Difference().add(actual, expected).ulps()).containsExactly(1, 1, 1, 2, 2);
    }

    @Test
    void whatCanNotBeComparedIsAnError() {
        Difference difference = new Difference();
        assertThatThrownBy(() -> difference.add(new float[]{Float.NaN}, new float[]{1}))
                .isInstanceOf(AssertionError.class).hasMessageContaining("NaN");
        assertThatThrownBy(() -> difference.add(new float[]{1}, new float[]{1, 2})).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> difference.add(new float[1][1], new float[2][1])).isInstanceOf(AssertionError.class);
    }

    @Test
    void theCoarsestFormatOfAModelSetsItsBar() {
        assertThat(Yardstick.of(List.of(), Yardstick.F32_GELU)).isEqualTo(Yardstick.F32_GELU);
        assertThat(Yardstick.of(List.of(TensorType.F32, TensorType.F16), Yardstick.F32_SILU)).isEqualTo(Yardstick.F16);
        assertThat(Yardstick.of(List.of(TensorType.Q4_K, TensorType.BF16), Yardstick.F32_SILU))
                .isEqualTo(Yardstick.QUANTISED);
    }
}
