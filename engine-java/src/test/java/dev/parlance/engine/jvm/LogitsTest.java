package dev.parlance.engine.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.parlance.CachePrecision;
import dev.parlance.gguf.quant.F16;
import dev.parlance.gguf.quant.F32;
import dev.parlance.gguf.quant.Q8_0;
import dev.parlance.gguf.quant.WeightFormat;
import dev.parlance.gguf.quant.WeightFormats;
import dev.parlance.spi.EngineModel;
import dev.parlance.testkit.model.ModelSizes;
import dev.parlance.testkit.model.RandomArchitectures;
import dev.parlance.testkit.model.RandomModel;
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
                new RandomModel(RandomArchitectures.LLAMA, ModelSizes.SMALL, format, seed), precision, reproducible))
                .toList();
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
        return Stream.concat(RandomArchitectures.LLAMA.variants().entrySet().stream().map(
                variant -> argumentSet(variant.getKey(), variant.getValue().apply(sized(ModelSizes.SMALL)))), sizes());
    }

    private static Stream<Arguments> sizes() {
        return Stream.of(
                argumentSet("default keys", sized(new ModelSizes(67, 60, 2, 3, 3, 20, 90))
                        .without("llama.attention.head_count_kv").without("llama.attention.key_length")
                        .without("llama.attention.value_length").without("llama.rope.dimension_count")
                        .without("llama.rope.freq_base")),
                argumentSet("heads of 8", sized(new ModelSizes(67, 64, 2, 4, 4, 8, 96))),
                argumentSet("heads of 128", sized(new ModelSizes(67, 64, 2, 2, 1, 128, 96))),
                argumentSet("one key-value head", sized(new ModelSizes(67, 64, 2, 6, 1, 16, 96))),
                argumentSet("smallest", sized(new ModelSizes(3, 1, 1, 1, 1, 2, 1))),
                argumentSet("awkwardly wide", sized(new ModelSizes(5, 1030, 1, 2, 1, 6, 1027))));
    }

    private static RandomModel sized(ModelSizes sizes) {
        return new RandomModel(RandomArchitectures.LLAMA, sizes, F32.INSTANCE, 1);
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
        RandomModel model = Engines.mixed();
        assertThat(Difference.normalised(List.of(difference(model, CachePrecision.F32, reproducible))))
                .isLessThan(bar(Q8_0.INSTANCE));
    }
}
