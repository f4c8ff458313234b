package dev.parlance.engine.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.parlance.CachePrecision;
import dev.parlance.ModelFormatException;
import dev.parlance.gguf.GgufType;
import dev.parlance.gguf.GgufValue;
import dev.parlance.gguf.TensorType;
import dev.parlance.gguf.quant.F16;
import dev.parlance.gguf.quant.F32;
import dev.parlance.spi.EngineModel;
import dev.parlance.spi.EngineSettings;
import dev.parlance.spi.Support;
import dev.parlance.testkit.engine.Steps;
import dev.parlance.testkit.model.ModelSizes;
import dev.parlance.testkit.model.RandomArchitectures;
import dev.parlance.testkit.model.RandomModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Files that are GGUF, but no model: each is refused with the culprit, the place, the actual and the expected. */
class MalformedModelTest {
    private static final JavaEngineProvider PROVIDER = new JavaEngineProvider();
    private static final EngineSettings SETTINGS = Engines.settings(1, CachePrecision.F16, true);

    @TempDir
    private Path folder;

    private static RandomModel small() {
        return new RandomModel(RandomArchitectures.LLAMA, ModelSizes.SMALL, F16.INSTANCE, 1);
    }

    private Path write(RandomModel model) {
        return model.write(folder.resolve("model.gguf"));
    }

    /** Returns what probe or else load say against a file. */
    private static String refusal(Path file) {
        try {
            if (PROVIDER.probe(file, SETTINGS) instanceof Support.No(String reason)) {
                return reason;
            }
            PROVIDER.estimate(file, SETTINGS);
            Engines.load(file, SETTINGS).close();
        } catch (ModelFormatException e) {
            return String.valueOf(e.getMessage());
        }
        return fail("it was loaded");
    }

    private void assertRefused(RandomModel model, String... parts) {
        Path file = write(model);
        assertThat(refusal(file)).contains(parts).contains(file.toString());
    }

    @Test
    void theModelThatTheseTestsAlterIsGood() {
        try (EngineModel model = Engines.load(write(small()), SETTINGS)) {
            assertThat(Steps.logits(model, 1)[0]).hasSize(ModelSizes.SMALL.vocabulary());
        }
    }

    private static Arguments key(String key, GgufValue value, String... parts) {
        String[] all = Arrays.copyOf(parts, parts.length + 1);
        all[parts.length] = "'" + key + "'";
        return argumentSet(key + " " + value, key, value, all);
    }

    static Stream<Arguments> badKeys() {
        return Stream.of(
                key("llama.embedding_length", GgufValue.uint32(0), "value 0", "expected 1 to 1048576"),
                key("llama.embedding_length", GgufValue.uint32(4294967295L), "value 4294967295"),
                key("llama.embedding_length", GgufValue.int32(-5), "value -5"),
                key("llama.embedding_length", GgufValue.uint32(1 << 30), "value 1073741824"),
                key("llama.embedding_length", GgufValue.string("64"), "type str"),
                key("llama.embedding_length", GgufValue.float32(64), "type f32"),
                key("llama.block_count", GgufValue.uint32(0), "value 0", "expected 1 to 512"),
                key("llama.block_count", GgufValue.uint32(1_000_000_000), "value 1000000000", "expected 1 to 512"),
                key("llama.attention.head_count", GgufValue.uint32(0), "value 0"),
                key("llama.attention.head_count", GgufValue.uint32(1 << 20), "value 1048576",
                        "expected at most 43690 heads of size 24"),
                key("llama.attention.head_count", GgufValue.array(GgufType.INT32, List.of(GgufValue.int32(4))),
                        "1 elements", "one a layer, 2"),
                key("llama.attention.head_count", GgufValue.int32s(4, 2), "value [4, 2] is not supported",
                        "the same in all layers"),
                key("llama.attention.head_count", GgufValue.strings(List.of("4", "4")), "type arr[str,2]"),
                key("llama.attention.head_count_kv", GgufValue.int32s(2, 4), "value [2, 4] is not supported",
                        "the same in all layers"),
                key("llama.feed_forward_length", GgufValue.int32s(96, 0), "value [96, 0] is not supported",
                        "the same in all layers"),
                key("llama.feed_forward_length", GgufValue.int32s(-1, -1), "value -1", "expected 1 to 1048576"),
                key("llama.attention.head_count_kv", GgufValue.uint32(0), "value 0"),
                key("llama.attention.head_count_kv", GgufValue.uint32(3), "value 3", "divisor of the head count, 4"),
                key("llama.attention.head_count_kv", GgufValue.uint32(8), "value 8", "divisor of the head count, 4"),
                key("llama.attention.key_length", GgufValue.uint32(0), "value 0"),
                key("llama.attention.value_length", GgufValue.uint32(32), "value 32", "supported: 24"),
                key("llama.attention.causal", GgufValue.bool(false), "value false", "supported: true"),
                key("llama.attention.causal", GgufValue.uint32(1), "type u32"),
                key("llama.rope.dimension_count", GgufValue.uint32(12), "value 12", "supported: 24"),
                key("llama.expert_count", GgufValue.uint32(1025), "value 1025", "expected 1 to 1024"),
                key("llama.expert_count", GgufValue.int32(-1), "value -1", "at least 0"),
                key("llama.feed_forward_length", GgufValue.uint32(0), "value 0"),
                key("llama.feed_forward_length", GgufValue.uint32(1 << 21), "expected 1 to 1048576"),
                key("llama.context_length", GgufValue.uint32(0), "value 0"),
                key("llama.context_length", GgufValue.uint32(4294967295L), "value 4294967295"),
                key("llama.context_length", GgufValue.uint64(-1), "value 18446744073709551615"),
                key("llama.attention.layer_norm_rms_epsilon", GgufValue.float32(-1), "value -1.0"),
                key("llama.attention.layer_norm_rms_epsilon", GgufValue.float32(Float.NaN), "value NaN"),
                key("llama.attention.layer_norm_rms_epsilon", GgufValue.float64(1e300), "value 1.0E300"),
                key("llama.rope.freq_base", GgufValue.float32(0), "value 0.0", "expected more than 0"),
                key("llama.rope.freq_base", GgufValue.float32(Float.POSITIVE_INFINITY), "value Infinity"),
                key("llama.rope.scaling.type", GgufValue.string("dynamic"), "'dynamic'",
                        "expected none, linear, yarn or longrope"),
                key("llama.rope.scaling.factor", GgufValue.float32(-2), "value -2.0"),
                key("llama.rope.scale_linear", GgufValue.float32(Float.NaN), "value NaN"),
                key("llama.rope.scaling.attn_factor", GgufValue.string("1"), "type str"),
                key("tokenizer.ggml.tokens", GgufValue.strings(List.of()), "no elements"),
                key("tokenizer.ggml.tokens", GgufValue.int32s(1, 2), "type arr[i32,2]"));
    }

    @ParameterizedTest
    @MethodSource("badKeys")
    void aBadKeyIsNamedWithItsValueAndWhatIsExpected(String key, GgufValue value, String[] parts) {
        assertRefused(small().metadata(key, value), parts);
    }

    @Test
    void anOriginalContextBelowZeroIsRefused() {
        assertRefused(small().metadata("llama.rope.scaling.type", GgufValue.string("yarn"))
                .metadata("llama.rope.scaling.original_context_length", GgufValue.int32(-1)),
                "'llama.rope.scaling.original_context_length'", "value -1", "expected at least 0");
    }

    @Test
    void headsAreNoWiderInAllThanTheLimit() {
        assertRefused(small().metadata("llama.attention.key_length", GgufValue.uint32(1 << 20)),
                "'llama.attention.head_count'", "value 4", "expected at most 1 heads of size 1048576");
    }

    @Test
    void aHeadCountAboveTheWidthLeavesNoDefaultForTheHeadSize() {
        assertRefused(small().metadata("llama.attention.head_count", GgufValue.uint32(65))
                .without("llama.attention.key_length"), "'llama.attention.key_length'", "value 0");
    }

    @Test
    void expertsWithoutTheNumberThatATokenGoesThroughAreRefused() {
        assertRefused(small().metadata("llama.expert_count", GgufValue.uint32(8)), "'llama.expert_used_count'",
                "missing");
    }

    @Test
    void expertsThatAreSaidToBeThereAreMissed() {
        assertRefused(small().metadata("llama.expert_count", GgufValue.uint32(8))
                .metadata("llama.expert_used_count", GgufValue.uint32(2)), "'blk.0.ffn_gate_inp.weight'", "missing",
                "expected dimensions [64, 8]");
    }

    @Test
    void sizesMayBeGivenLayerByLayer() {
        int[] tokens = small().tokens(5);
        try (EngineModel once = Engines.load(write(small()), SETTINGS);
                EngineModel listed = Engines.load(write(small()
                        .metadata("llama.attention.head_count", GgufValue.int32s(4, 4))
                        .metadata("llama.attention.head_count_kv", GgufValue.int32s(2, 2))
                        .metadata("llama.feed_forward_length", GgufValue.int32s(96, 96))), SETTINGS)) {
            assertThat(Steps.logits(listed, tokens)).isDeepEqualTo(Steps.logits(once, tokens));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama.embedding_length", "llama.block_count",
            "llama.feed_forward_length", "llama.attention.head_count", "llama.attention.layer_norm_rms_epsilon",
            "llama.context_length", "tokenizer.ggml.tokens", "general.architecture"})
    void aMissingKeyIsNamed(String key) {
        assertRefused(small().without(key), "'" + key + "'", "missing");
    }

    @Test
    void aVocabularyOfAnotherLengthContradictsTheEmbedding() {
        assertRefused(small().metadata("tokenizer.ggml.tokens", GgufValue.strings(List.of("a", "b"))),
                "'token_embd.weight'", "[64, 67]", "expected [64, 2]");
    }

    static Stream<String> everyTensor() {
        Set<String> names = new TreeSet<>(List.of("token_embd.weight", "output_norm.weight"));
        for (int block = 0; block < 2; block++) {
            for (String name : List.of("attn_norm", "attn_q", "attn_k", "attn_v", "attn_output", "ffn_norm", "ffn_gate",
                    "ffn_up", "ffn_down")) {
                names.add("blk." + block + "." + name + ".weight");
            }
        }
        return names.stream();
    }

    @ParameterizedTest
    @MethodSource("everyTensor")
    void aMissingTensorIsNamedWithItsDimensions(String name) {
        assertRefused(small().without(name), "'" + name + "'", "missing", "expected dimensions [");
    }

    static Stream<String> everyTensorThereCanBe() {
        return Stream.concat(everyTensor(), Stream.of("output.weight", "rope_freqs.weight", "blk.0.attn_q.bias",
                "blk.0.attn_k.bias", "blk.0.attn_v.bias", "blk.0.attn_output.bias", "blk.1.ffn_gate.bias",
                "blk.1.ffn_up.bias", "blk.1.ffn_down.bias"));
    }

    @ParameterizedTest
    @MethodSource("everyTensorThereCanBe")
    void aTensorOfOtherDimensionsIsNamedWithBoth(String name) {
        for (long[] dimensions : new long[][]{{7}, {64, 65}, {32, 2}, {64, 67, 2}, {0}, {64, 0}}) {
            int elements = 1;
            for (long dimension : dimensions) {
                elements *= (int) dimension;
            }
            assertRefused(small().tensor(name, F32.INSTANCE, new float[elements], dimensions), "'" + name + "'",
                    "dimensions " + Arrays.toString(dimensions), "expected [", "by the metadata");
        }
    }

    @Test
    void anOddHeadCanNotBeRotated() {
        assertRefused(small().metadata("llama.attention.key_length", GgufValue.uint32(23))
                .metadata("llama.attention.value_length", GgufValue.uint32(23)), "'llama.attention.key_length'",
                "value 23", "an even number");
    }

    @Test
    void anExtraDimensionDoesNotPassForTheSameNumberOfElements() {
        assertRefused(small().tensor("blk.0.attn_q.weight", F32.INSTANCE, new float[96 * 64], 64, 48, 2),
                "'blk.0.attn_q.weight'", "dimensions [64, 48, 2]", "expected [64, 96]");
    }

    @ParameterizedTest
    @MethodSource("everyTensorThereCanBe")
    void aTensorOfAnUnsupportedFormatIsNamedWithWhatIsSupported(String name) {
        Path file = write(small().tensor(name, TensorType.IQ2_XXS, new byte[66 * 8], 256 * 8));
        assertThat(refusal(file)).contains("'" + name + "'", "IQ2_XXS", "supported: F32, F16");
    }

    @Test
    void tensorsThatTheArchitectureDoesNotHaveAreNamed() {
        assertRefused(small().tensor("blk.0.attn_gate.weight", F32.INSTANCE, new float[4], 4)
                .tensor("blk.2.attn_norm.weight", F32.INSTANCE, new float[4], 4), "blk.0.attn_gate.weight",
                "blk.2.attn_norm.weight", "'llama'");
    }

    @Test
    void anotherArchitectureIsNotSupported() {
        Path file = write(small().metadata("general.architecture", GgufValue.string("mamba")));
        assertThat(refusal(file)).contains("'mamba'", "supported: ", "llama");
    }

    @Test
    void aFileWithoutTensorsIsNoModel() {
        RandomModel model = small().without("output.weight");
        everyTensor().forEach(model::without);
        assertThat(refusal(write(model))).contains("no tensors");
    }

    /** Every key that the engine reads with every value that a hostile file may hold: it loads or is refused properly. */
    @ParameterizedTest
    @MethodSource("keysThatAreRead")
    void anyValueOfAnyKeyIsTakenOrRefusedProperly(String key) {
        List<GgufValue> values = List.of(GgufValue.uint32(0), GgufValue.uint32(1), GgufValue.uint32(2),
                GgufValue.uint32(7), GgufValue.int32(-1), GgufValue.int32(Integer.MIN_VALUE),
                GgufValue.uint32(65_536), GgufValue.uint32(Integer.MAX_VALUE), GgufValue.uint32(0xFFFF_FFFFL),
                GgufValue.uint64(-1), GgufValue.int64(Long.MIN_VALUE), GgufValue.float32(0), GgufValue.float32(-1),
                GgufValue.float32(Float.MIN_VALUE), GgufValue.float32(Float.MAX_VALUE),
                GgufValue.float32(Float.NaN), GgufValue.float32(Float.NEGATIVE_INFINITY), GgufValue.float64(1e308),
                GgufValue.bool(true), GgufValue.string(""), GgufValue.string("yarn"), GgufValue.strings(List.of()),
                GgufValue.strings(List.of("a")), GgufValue.int32s(), GgufValue.float32s(1));
        for (GgufValue value : values) {
            Path file = write(small().metadata("llama.rope.scaling.type", GgufValue.string("yarn"))
                    .metadata("llama.rope.scaling.factor", GgufValue.float32(2)).metadata(key, value));
            try {
                if (PROVIDER.probe(file, SETTINGS) instanceof Support.Yes) {
                    assertThat(PROVIDER.estimate(file, SETTINGS).orElseThrow().total(1)).isPositive();
                }
                try (EngineModel loaded = Engines.load(file, SETTINGS)) {
                    assertThat(Steps.logits(loaded, 1)[0]).hasSize(67);
                }
            } catch (ModelFormatException e) {
                assertThat(e).hasMessageContaining(file.toString());
            }
        }
    }

    static Stream<String> keysThatAreRead() {
        return Stream.of("general.architecture", "general.name", "llama.embedding_length", "llama.block_count",
                "llama.feed_forward_length", "llama.context_length", "llama.expert_count",
                "llama.attention.head_count", "llama.attention.head_count_kv", "llama.attention.key_length",
                "llama.attention.value_length", "llama.attention.causal",
                "llama.attention.layer_norm_rms_epsilon", "llama.rope.dimension_count", "llama.rope.freq_base",
                "llama.rope.scaling.type", "llama.rope.scaling.factor", "llama.rope.scale_linear",
                "llama.rope.scaling.attn_factor", "llama.rope.scaling.original_context_length",
                "tokenizer.ggml.tokens");
    }
}
