package dev.parlance.gguf.roundtrip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.gguf.GgufFile;
import dev.parlance.gguf.GgufLimits;
import dev.parlance.gguf.GgufTensor;
import dev.parlance.gguf.GgufType;
import dev.parlance.gguf.GgufValue;
import dev.parlance.gguf.GgufWeights;
import dev.parlance.gguf.GgufWriter;
import dev.parlance.gguf.TensorData;
import dev.parlance.gguf.TensorType;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

class RoundTripTest {
    private static Path file = Path.of("");

    @BeforeContainer
    static void makeFile() throws IOException {
        file = Files.createTempFile("roundtrip", ".gguf");
    }

    @AfterContainer
    static void deleteFile() throws IOException {
        Files.delete(file);
    }

    /** Any string that has a UTF-8 form, of all planes. */
    private static Arbitrary<String> strings(int minLength) {
        Arbitrary<Integer> codePoints = Arbitraries.oneOf(Arbitraries.integers().between(1, 0x7F),
                Arbitraries.integers().between(1, 0xD7FF), Arbitraries.integers().between(0xE000, 0x10FFFF),
                Arbitraries.of(0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF));
        return codePoints.list().ofMinSize(minLength).ofMaxSize(12).map(list -> {
            StringBuilder string = new StringBuilder();
            list.forEach(string::appendCodePoint);
            return string.toString();
        });
    }

    private static Arbitrary<GgufValue> integers(GgufType type, long min, long max) {
        return Arbitraries.oneOf(Arbitraries.of(min, max), Arbitraries.longs().between(min, max))
                .map(value -> new GgufValue.Int(type, value));
    }

    private static Arbitrary<GgufValue> scalars(GgufType type) {
        return switch (type) {
            case UINT8 -> integers(type, 0, 255);
            case INT8 -> integers(type, -128, 127);
            case UINT16 -> integers(type, 0, 65_535);
            case INT16 -> integers(type, -32_768, 32_767);
            case UINT32 -> integers(type, 0, (1L << 32) - 1);
            case INT32 -> integers(type, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case UINT64, INT64 -> integers(type, Long.MIN_VALUE, Long.MAX_VALUE);
            case FLOAT32 -> Arbitraries.integers().map(bits -> GgufValue.float32(Float.intBitsToFloat(bits)));
            case FLOAT64 -> Arbitraries.longs().map(bits -> GgufValue.float64(Double.longBitsToDouble(bits)));
            case BOOL -> Arbitraries.of(true, false).map(GgufValue::bool);
            case STRING -> strings(0).map(GgufValue::string);
            case ARRAY -> throw new IllegalArgumentException("an array is no scalar");
        };
    }

    private static Arbitrary<GgufValue> arrays(int depth) {
        return Arbitraries.of(GgufType.values())
                .filter(type -> depth > 1 || type != GgufType.ARRAY)
                .flatMap(type -> (type == GgufType.ARRAY ? arrays(depth - 1) : scalars(type)).list()
                        .ofMaxSize(9)
                        .map(elements -> GgufValue.array(type, elements)));
    }

    @Provide
    Arbitrary<Map<String, GgufValue>> metadata() {
        Arbitrary<GgufValue> scalars = Arbitraries.of(GgufType.values())
                .filter(type -> type != GgufType.ARRAY)
                .flatMap(RoundTripTest::scalars);
        return Arbitraries.maps(strings(1), Arbitraries.oneOf(scalars, arrays(3))).ofMaxSize(8);
    }

    /** A tensor to be; its bytes come from a seed. */
    record Shape(TensorType type, List<Long> dimensions, long seed) {
        Shape {
            dimensions = List.copyOf(dimensions);
        }

        byte[] bytes() {
            byte[] bytes = new byte[(int) type.byteSize(dimensions.stream().reduce(1L, (a, b) -> a * b))];
            new Random(seed).nextBytes(bytes);
            return bytes;
        }
    }

    @Provide
    Arbitrary<Map<String, Shape>> tensors() {
        Arbitrary<Shape> shapes = Combinators.combine(Arbitraries.of(TensorType.values()),
                Arbitraries.longs().between(0, 3).list().ofMinSize(1).ofMaxSize(4), Arbitraries.longs())
                .as((type, sizes, seed) -> {
                    sizes.set(0, sizes.getFirst() * type.blockLength());
                    return new Shape(type, sizes, seed);
                });
        return Arbitraries.maps(strings(1), shapes).ofMaxSize(6);
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void fileThatWasWrittenIsReadBackEqual(@ForAll("metadata") Map<String, GgufValue> metadata,
            @ForAll("tensors") Map<String, Shape> tensors, @ForAll @IntRange(max = 12) int alignmentBits)
            throws IOException {
        GgufWriter writer = new GgufWriter();
        long alignment = 1L << alignmentBits;
        writer.metadata("general.alignment", GgufValue.uint32(alignment));
        metadata.forEach(writer::metadata);
        tensors.forEach((name, shape) -> writer.tensor(name, shape.type, TensorData.of(shape.bytes()),
                shape.dimensions.stream().mapToLong(size -> size).toArray()));
        writer.write(file);

        GgufFile read = GgufFile.read(file, GgufLimits.builder().maxArrayDepth(3).build());

        assertThat(read.version()).isEqualTo(3);
        assertThat(read.metadata().keys()).hasSize(metadata.size() + 1);
        metadata.forEach((key, value) -> assertThat(read.metadata().value(key)).isEqualTo(value)
                .hasSameHashCodeAs(value));
        assertThat(read.tensors()).extracting(GgufTensor::name).containsExactlyElementsOf(tensors.keySet());
        try (GgufWeights weights = GgufWeights.load(read, 2, progress -> {})) {
            for (GgufTensor tensor : read.tensors()) {
                Shape shape = tensors.get(tensor.name());
                assertThat(tensor.type()).isEqualTo(shape.type);
                assertThat(tensor.dimensions()).isEqualTo(shape.dimensions);
                assertThat(tensor.offset() % alignment).isZero();
                assertThat(weights.data(tensor).toArray(ValueLayout.JAVA_BYTE)).isEqualTo(shape.bytes());
            }
        }
    }
}
