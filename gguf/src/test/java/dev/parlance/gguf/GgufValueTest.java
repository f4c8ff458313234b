package dev.parlance.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class GgufValueTest {
    @ParameterizedTest
    @CsvSource({"UINT8, 0, 255", "INT8, -128, 127", "UINT16, 0, 65535", "INT16, -32768, 32767", "UINT32, 0, 4294967295",
            "INT32, -2147483648, 2147483647"})
    void integerFitsItsTypeOrIsRefused(GgufType type, long min, long max) {
        assertThat(new GgufValue.Int(type, min)).hasToString(Long.toString(min));
        assertThat(new GgufValue.Int(type, max)).hasToString(Long.toString(max));
        assertThatIllegalArgumentException().isThrownBy(() -> new GgufValue.Int(type, min - 1))
                .withMessage(min - 1 + " does not fit the type " + type.label());
        assertThatIllegalArgumentException().isThrownBy(() -> new GgufValue.Int(type, max + 1));
    }

    @Test
    void uint64IsReadAsUnsigned() {
        assertThat(GgufValue.uint64(-1)).hasToString("18446744073709551615");
        assertThat(GgufValue.int64(-1)).hasToString("-1");
    }

    @Test
    void realFitsItsTypeOrIsRefused() {
        assertThat(GgufValue.float32(0.1f)).hasToString("0.1");
        assertThat(GgufValue.float64(0.1)).hasToString("0.1");
        assertThat(GgufValue.float32(Float.NaN)).isEqualTo(GgufValue.float32(Float.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> new GgufValue.Real(GgufType.FLOAT32, 0.1))
                .withMessage("0.1 does not fit the type f32");
    }

    @Test
    void numberOfANonNumericTypeIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new GgufValue.Int(GgufType.FLOAT32, 1))
                .withMessage("type f32, expected an integer type");
        assertThatIllegalArgumentException().isThrownBy(() -> new GgufValue.Real(GgufType.UINT8, 1))
                .withMessage("type u8, expected a floating-point type");
    }

    @Test
    void equalNumbersOfDifferentTypesDiffer() {
        assertThat(GgufValue.uint32(1)).isNotEqualTo(GgufValue.int32(1));
        assertThat(GgufValue.int32s()).isNotEqualTo(GgufValue.float32s());
    }

    @Test
    void arrayShowsItsFirstElementsAndItsTypeHasItsLength() {
        assertThat(GgufValue.int32s(1, 2)).hasToString("[1, 2]");
        assertThat(GgufValue.int32s(1, 2, 3, 4, 5, 6, 7, 8, 9)).hasToString("[1, 2, 3, 4, 5, 6, 7, 8, ... 9 in all]");
        assertThat(GgufValue.strings(List.of("a")).typeName()).isEqualTo("arr[str,1]");
        assertThat(GgufValue.string("a").typeName()).isEqualTo("str");
    }

    @Test
    void arrayTakesOnlyElementsOfItsType() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GgufValue.array(GgufType.UINT8, List.of(GgufValue.uint8(1), GgufValue.int8(1))))
                .withMessage("element of type i8 in an array of type u8");
    }

    @Test
    void elementOutsideAnArrayIsRefused() {
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> GgufValue.int32s(1).get(1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> GgufValue.strings(List.of()).get(0));
    }

    @Test
    void stringWithALoneSurrogateIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> GgufValue.string("a\uD800"))
                .withMessage("lone surrogate U+D800 at index 1 of a string, which has no UTF-8");
        assertThatIllegalArgumentException().isThrownBy(() -> GgufValue.strings(List.of("\uDC00")));
    }
}
