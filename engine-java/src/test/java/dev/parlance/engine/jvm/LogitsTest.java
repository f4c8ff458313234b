package dev.parlance.engine.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.parlance.CachePrecision;
import dev.parlance.gguf.GgufValue;
import dev.parlance.gguf.quant.F16;
import dev.parlance.gguf.quant.F32;
import dev.parlance.gguf.quant.Q8_0;
import dev.parlance.gguf.quant.WeightFormat;
import dev.parlance.spi.EngineModel;
import dev.parlance.testkit.agreement.Difference;
import dev.parlance.testkit.agreement.Yardstick;
import dev.parlance.testkit.engine.Steps;
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
        return ReferenceLlama.FORMATS;
    }

    private static double bar(WeightFormat format) {
        return Yardstick.of(List.of(format.type()), Yardstick.F32_SILU).reproducible();
    }

    private void compare(RandomModel model, CachePrecision precision, boolean reproducible, Difference difference) {
        Path file = model.write(folder.resolve("model.gguf"));
        int[] tokens = model.tokens(TOKENS);
        double[][] expected = new ReferenceLlama(file, precision).logits(tokens);
        try (EngineModel engine = Engines.load(file, Engines.settings(2, precision, reproducible))) {
            float[][] actual = Steps.logits(engine, tokens);
            for (int row = 0; row < TOKENS; row++) {
                difference.add(actual[row], expected[row]);
            }
        }
    }

    private Difference difference(WeightFormat format, CachePrecision precision, boolean reproducible) {
        Difference difference = new Difference();
        for (int seed = 0; seed < 5; seed++) {
            compare(new RandomModel(RandomArchitectures.LLAMA, ModelSizes.SMALL, format, seed), precision, reproducible,
                    difference);
        }
        return difference;
    }

    @ParameterizedTest
    @MethodSource("formats")
    void everyFormatIsWithinItsBar(WeightFormat format) {
        assertThat(difference(format, CachePrecision.F32, true).normalised()).isLessThan(bar(format));
        assertThat(difference(format, CachePrecision.F32, false).normalised()).isLessThan(bar(format));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void mostRowsOfQuantisedModelsDifferByRoundingInFloatOnly(boolean reproducible) {
        assertThat(difference(Q8_0.INSTANCE, CachePrecision.F32, reproducible).medianOfRows())
                .isLessThan(Yardstick.QUANTISED_MEDIAN);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCacheInF16IsLikeAMatrixInF16(boolean reproducible) {
        assertThat(difference(F32.INSTANCE, CachePrecision.F16, reproducible).normalised())
                .isLessThan(bar(F16.INSTANCE));
    }

    /** Models with what there is besides matrices in a format. */
    static Stream<Arguments> variants() {
        return Stream.concat(RandomArchitectures.LLAMA.variants().entrySet().stream().map(
                variant -> argumentSet(variant.getKey(), variant.getValue().apply(sized(ModelSizes.SMALL)))), sizes());
    }

    private static Stream<Arguments> sizes() {
        return Stream.of(
                argumentSet("no scaling", sized(ModelSizes.SMALL)
                        .metadata("llama.rope.scaling.type", GgufValue.string("none"))
                        .metadata("llama.rope.scaling.factor", GgufValue.float32(4))),
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
        Difference difference = new Difference();
        compare(model, CachePrecision.F32, true, difference);
        compare(model, CachePrecision.F32, false, difference);
        assertThat(difference.normalised()).isLessThan(bar(F32.INSTANCE));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyMatrixMayHaveAFormatOfItsOwn(boolean reproducible) {
        RandomModel model = RandomModel.mixed(RandomArchitectures.LLAMA, ModelSizes.SMALL, ReferenceLlama.FORMATS, 1);
        Difference difference = new Difference();
        compare(model, CachePrecision.F32, reproducible, difference);
        assertThat(difference.normalised()).isLessThan(bar(Q8_0.INSTANCE));
    }
}
