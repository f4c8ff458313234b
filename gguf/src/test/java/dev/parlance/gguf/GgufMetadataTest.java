package dev.parlance.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parlance.ModelFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class GgufMetadataTest {
    private static GgufMetadata of(GgufValue value) {
        return new GgufMetadata(Path.of("model.gguf"), Map.of("k", value));
    }

    private static void refused(Runnable getter, String message) {
        assertThatExceptionOfType(ModelFormatException.class).isThrownBy(getter::run).withMessage(message);
    }

    static Stream<GgufValue> integersOfAllTypes() {
        return Stream.of(GgufValue.uint8(100), GgufValue.int8(100), GgufValue.uint16(100), GgufValue.int16(100),
                GgufValue.uint32(100), GgufValue.int32(100), GgufValue.uint64(100), GgufValue.int64(100));
    }

    @ParameterizedTest
    @MethodSource("integersOfAllTypes")
    void integerOfAnyTypeIsTakenWhereItFits(GgufValue value) {
        assertThat(of(value).integer("k")).isEqualTo(100);
        assertThat(of(GgufValue.array(value.type(), List.of(value, value))).integers("k")).containsExactly(100, 100);
    }

    @Test
    void integerThatDoesNotFitIsRefused() {
        String expected = " (model.gguf; expected -2147483648 to 2147483647)";
        refused(() -> of(GgufValue.uint32(1L << 31)).integer("k"), "metadata key 'k': value 2147483648" + expected);
        refused(() -> of(GgufValue.int64(-1L << 32)).integer("k"), "metadata key 'k': value -4294967296" + expected);
        refused(() -> of(GgufValue.uint64(-1)).integer("k"),
                "metadata key 'k': value 18446744073709551615" + expected);
        GgufMetadata array = of(GgufValue.array(GgufType.UINT64, List.of(GgufValue.uint64(1), GgufValue.uint64(-1))));
        refused(() -> array.integers("k"), "metadata key 'k': value 18446744073709551615" + expected);
    }

    @Test
    void realOfEitherWidthIsTakenWhereItFits() {
        assertThat(of(GgufValue.float32(0.1f)).real("k")).isEqualTo(0.1f);
        assertThat(of(GgufValue.float64(0.1)).real("k")).isEqualTo(0.1f);
        assertThat(of(GgufValue.float64(Double.POSITIVE_INFINITY)).real("k")).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(of(GgufValue.float32s(1, Float.NaN)).reals("k")).containsExactly(1, Float.NaN);
        refused(() -> of(GgufValue.float64(1e300)).real("k"),
                "metadata key 'k': value 1.0E300 (model.gguf; expected what a 32-bit float can hold)");
    }

    @Test
    void missingKeyIsNamedWithWhatWasExpected() {
        GgufMetadata empty = new GgufMetadata(Path.of("model.gguf"), Map.of());
        refused(() -> empty.integer("llama.block_count"),
                "metadata key 'llama.block_count': missing (model.gguf; expected an integer)");
        refused(() -> empty.strings("k"), "metadata key 'k': missing (model.gguf; expected an array of strings)");
        refused(() -> empty.value("k"), "metadata key 'k': missing (model.gguf; expected a value)");
    }

    @Test
    void missingKeyGivesTheDefaultButOneOfAnotherTypeDoesNot() {
        GgufMetadata metadata = of(GgufValue.string("x"));
        assertThat(metadata.integer("missing", 7)).isEqualTo(7);
        assertThat(metadata.string("missing", "none")).isEqualTo("none");
        assertThat(metadata.real("missing", 0.5f)).isEqualTo(0.5f);
        assertThat(metadata.bool("missing", true)).isTrue();
        refused(() -> metadata.integer("k", 7), "metadata key 'k': type str (model.gguf; expected an integer)");
    }

    @Test
    void valueOfAnotherTypeIsRefusedByEveryGetter() {
        GgufMetadata metadata = of(GgufValue.strings(List.of("a", "b")));
        String actual = "metadata key 'k': type arr[str,2] (model.gguf; expected ";
        refused(() -> metadata.string("k"), actual + "a string)");
        refused(() -> metadata.integer("k"), actual + "an integer)");
        refused(() -> metadata.real("k"), actual + "a floating-point number)");
        refused(() -> metadata.bool("k"), actual + "a truth value)");
        refused(() -> metadata.integers("k"), actual + "an array of integers)");
        refused(() -> metadata.reals("k"), actual + "an array of floating-point numbers)");
        refused(() -> of(GgufValue.int32s(1)).strings("k"),
                "metadata key 'k': type arr[i32,1] (model.gguf; expected an array of strings)");
    }

    @Test
    void integersAndRealsAreNotMixed() {
        refused(() -> of(GgufValue.int32(1)).real("k"),
                "metadata key 'k': type i32 (model.gguf; expected a floating-point number)");
        refused(() -> of(GgufValue.float32(1)).integer("k"),
                "metadata key 'k': type f32 (model.gguf; expected an integer)");
        refused(() -> of(GgufValue.float32s(1)).integers("k"),
                "metadata key 'k': type arr[f32,1] (model.gguf; expected an array of integers)");
        refused(() -> of(GgufValue.array(GgufType.BOOL, List.of(GgufValue.bool(true)))).integers("k"),
                "metadata key 'k': type arr[bool,1] (model.gguf; expected an array of integers)");
    }

    @Test
    void arraysAreCopies() {
        GgufMetadata metadata = of(GgufValue.int32s(1, 2));
        metadata.integers("k")[0] = 9;
        assertThat(metadata.integers("k")).containsExactly(1, 2);
    }

    @Test
    void stringsCanBeReadInAnyOrderAndNotChanged() {
        List<String> strings = of(GgufValue.strings(List.of("", "ä", "𝄞", "", "z"))).strings("k");
        assertThat(strings.get(2)).isEqualTo("𝄞");
        assertThat(strings).containsExactly("", "ä", "𝄞", "", "z");
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> strings.set(0, "x"));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> strings.get(5));
    }

    @Test
    void keysKeepTheOrderOfTheFileAndCanNotBeChanged() {
        Map<String, GgufValue> values = new LinkedHashMap<>();
        Stream.of("z", "a", "m").forEach(key -> values.put(key, GgufValue.int32(0)));
        GgufMetadata metadata = new GgufMetadata(Path.of("model.gguf"), values);
        assertThat(metadata.keys()).containsExactly("z", "a", "m").isUnmodifiable();
        assertThat(metadata.contains("a")).isTrue();
        assertThat(metadata.contains("b")).isFalse();
    }
}
