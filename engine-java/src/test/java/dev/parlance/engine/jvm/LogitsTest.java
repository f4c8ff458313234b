package dev.parlance.engine.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.parlance.CachePrecision;
import dev.parlance.gguf.GgufValue;
import dev.parlance.gguf.quant.F16;
import dev.parlance.gguf.quant.F32;
import dev.parlance.gguf.quant.Q8_0;
import dev.parlance.gguf.quant.WeightFormat;
import dev.parlance.gguf.quant.WeightFormats;
import dev.parlance.spi.EngineModel;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The logits of small random models against {@link ReferenceLlama}. The bars are those that hold between this engine and
 * llama.cpp; where activations are rounded, a few go the other way than in double, so that a bar is for several models.
 */
class LogitsTest {
    private static final int TOKENS = 24;

    @TempDir
    private Path folder;

    static List<WeightFormat> formats() {
        return WeightFormats.all();
    }

    private static double bar(WeightFormat format) {
        return switch (format.type()) {
            case F32 -> 1e-11;
            case F16 -> 5e-7;
            case BF16 -> 1e-5;
            case Q8_0 -> 3e-4;
            default -> throw new IllegalArgumentException("no bar for " + format.type());
        };
    }

    /** How far logits are from the reference's. */
    private record Difference(double squareError, double square, double[] largestOfEachRow) {
        static Difference of(float[][] actual, double[][] expected) {
            double error = 0;
            double square = 0;
            double[] largest = new double[actual.length];
            for (int row = 0; row < actual.length; row++) {
                for (int i = 0; i < actual[row].length; i++) {
                    double difference = actual[row][i] - expected[row][i];
                    error += difference * difference;
                    square += expected[row][i] * expected[row][i];
                    largest[row] = Math.max(largest[row], Math.abs(difference));
                }
            }
            return new Difference(error, square, largest);
        }

        /** Returns the normalised mean square error of several. */
        static double normalised(List<Difference> differences) {
            return differences.stream().mapToDouble(Difference::squareError).sum()
                    / differences.stream().mapToDouble(Difference::square).sum();
        }

        static double medianOfRows(List<Difference> differences) {
            double[] rows = differences.stream().flatMapToDouble(d -> DoubleStream.of(d.largestOfEachRow)).sorted()
                    .toArray();
            return rows[rows.length / 2];
        }
    }

    private Difference difference(RandomModel model, CachePrecision precision, boolean reproducible) {
        Path file = model.write(folder.resolve("model.gguf"));
        int[] tokens = model.tokens(TOKENS);
        try (EngineModel engine = Engines.load(file, Engines.settings(2, precision, reproducible))) {
            return Difference.of(Engines.logits(engine, tokens), new ReferenceLlama(file, precision).logits(tokens));
        }
    }

    private List<Difference> differences(WeightFormat format, CachePrecision precision, boolean reproducible) {
        return IntStream.range(0, 5).mapToObj(seed -> difference(
                new RandomModel(RandomModel.Sizes.SMALL, format, seed), precision, reproducible)).toList();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void everyFormatIsWithinItsBar(WeightFormat format) {
        assertThat(Difference.normalised(differences(format, CachePrecision.F32, true))).isLessThan(bar(format));
        assertThat(Difference.normalised(differences(format, CachePrecision.F32, false))).isLessThan(bar(format));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void mostRowsOfQuantisedModelsDifferByRoundingInFloatOnly(boolean reproducible) {
        assertThat(Difference.medianOfRows(differences(Q8_0.INSTANCE, CachePrecision.F32, reproducible)))
                .isLessThan(1e-5);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCacheInF16IsLikeAMatrixInF16(boolean reproducible) {
        assertThat(Difference.normalised(differences(F32.INSTANCE, CachePrecision.F16, reproducible)))
                .isLessThan(bar(F16.INSTANCE));
    }

    /** Models with what there is besides matrices in a format. */
    static Stream<Arguments> variants() {
        return Stream.of(
                argumentSet("biases", small().biases()),
                argumentSet("tied output", small().tied()),
                argumentSet("frequency factors", small().ropeFactors()),
                argumentSet("another base", small().metadata("llama.rope.freq_base", GgufValue.float32(500000))),
                argumentSet("another epsilon",
                        small().metadata("llama.attention.layer_norm_rms_epsilon", GgufValue.float32(0.1f))),
                argumentSet("linear scaling", scaled("linear", 4)),
                argumentSet("no scaling", scaled("none", 4)),
                argumentSet("YaRN", scaled("yarn", 8)
                        .metadata("llama.rope.scaling.original_context_length", GgufValue.uint32(64))),
                argumentSet("YaRN of the trained context", scaled("yarn", 8)),
                argumentSet("attention factor", scaled("yarn", 3)
                        .metadata("llama.rope.scaling.attn_factor", GgufValue.float32(0.75f))),
                argumentSet("default keys", sized(67, 60, 2, 3, 3, 20, 90)
                        .without("llama.attention.head_count_kv").without("llama.attention.key_length")
                        .without("llama.attention.value_length").without("llama.rope.dimension_count")),
                argumentSet("heads of 8", sized(67, 64, 2, 4, 4, 8, 96)),
                argumentSet("heads of 128", sized(67, 64, 2, 2, 1, 128, 96)),
                argumentSet("one key-value head", sized(67, 64, 2, 6, 1, 16, 96)),
                argumentSet("smallest", sized(3, 1, 1, 1, 1, 2, 1)),
                argumentSet("awkwardly wide", sized(5, 1030, 1, 2, 1, 6, 1027)));
    }

    private static RandomModel small() {
        return new RandomModel(RandomModel.Sizes.SMALL, F32.INSTANCE, 1);
    }

    private static RandomModel sized(int vocabulary, int width, int layers, int heads, int kvHeads, int headSize,
            int hidden) {
        return new RandomModel(new RandomModel.Sizes(vocabulary, width, layers, heads, kvHeads, headSize, hidden),
                F32.INSTANCE, 1);
    }

    private static RandomModel scaled(String type, float factor) {
        return small().metadata("llama.rope.scaling.type", GgufValue.string(type))
                .metadata("llama.rope.scaling.factor", GgufValue.float32(factor));
    }

    @ParameterizedTest
    @MethodSource("variants")
    void everyVariantIsWithinTheBar(RandomModel model) {
        assertThat(Difference.normalised(List.of(difference(model, CachePrecision.F32, true),
                difference(model, CachePrecision.F32, false)))).isLessThan(bar(F32.INSTANCE));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyMatrixMayHaveAFormatOfItsOwn(boolean reproducible) {
        RandomModel model = RandomModel.mixed(1);
        assertThat(Difference.normalised(List.of(difference(model, CachePrecision.F32, reproducible))))
                .isLessThan(bar(Q8_0.INSTANCE));
    }
}
