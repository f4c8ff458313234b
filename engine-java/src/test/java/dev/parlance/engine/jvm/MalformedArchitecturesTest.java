package dev.parlance.engine.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.parlance.CachePrecision;
import dev.parlance.ModelFormatException;
import dev.parlance.gguf.GgufType;
import dev.parlance.gguf.GgufValue;
import dev.parlance.gguf.quant.F32;
import dev.parlance.spi.EngineModel;
import dev.parlance.spi.EngineSettings;
import dev.parlance.testkit.engine.Steps;
import dev.parlance.testkit.model.ModelSizes;
import dev.parlance.testkit.model.RandomArchitecture;
import dev.parlance.testkit.model.RandomArchitectures;
import dev.parlance.testkit.model.RandomModel;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What is malformed in files of particular architectures: windows, caps, experts and sinks. */
class MalformedArchitecturesTest {
    private static final EngineSettings SETTINGS = Engines.settings(1, CachePrecision.F16, true);

    @TempDir
    private Path folder;

    private static RandomModel small(RandomArchitecture architecture) {
        return new RandomModel(architecture, ModelSizes.SMALL, F32.INSTANCE, 1);
    }

    private static RandomModel small(String name) {
        return small(RandomArchitectures.all().stream().filter(architecture -> architecture.name().equals(name))
                .findFirst().orElseThrow());
    }

    private void assertRefused(RandomModel model, String... parts) {
        Path file = model.write(folder.resolve("model.gguf"));
        assertThatThrownBy(() -> Engines.load(file, SETTINGS).close()).isInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll(parts).hasMessageContaining(file.toString());
    }

    private static Arguments key(String architecture, String key, GgufValue value, String... parts) {
        String[] all = Arrays.copyOf(parts, parts.length + 1);
        all[parts.length] = "'" + architecture + "." + key + "'";
        return argumentSet(architecture + "." + key + " " + value, architecture, key, value, all);
    }

    static Stream<Arguments> badKeys() {
        return Stream.of(
                key("gemma2", "attention.sliding_window", GgufValue.uint32(0), "value 0", "expected 1 to"),
                key("gemma2", "attention.sliding_window", GgufValue.int32(-4), "value -4", "expected 1 to"),
                key("gemma2", "attn_logit_softcapping", GgufValue.float32(0), "value 0.0", "more than 0"),
                key("gemma2", "attn_logit_softcapping", GgufValue.float32(-50), "value -50.0"),
                key("gemma2", "final_logit_softcapping", GgufValue.float32(Float.NaN), "value NaN"),
                key("gemma2", "rope.freq_base_swa", GgufValue.float32(0), "value 0.0", "more than 0"),
                key("gemma3", "attention.sliding_window", GgufValue.int32(-1), "value -1", "at least 0"),
                key("gemma3", "attention.sliding_window_pattern", GgufValue.int32(-2), "value -2", "at least 0"),
                key("gemma3", "attention.sliding_window_pattern", GgufValue.int32s(1, 0, 1), "3 elements",
                        "one a layer, 2"),
                key("gemma3", "attention.sliding_window_pattern", GgufValue.float32s(1, 0), "expected truth values"),
                key("gemma3", "attention.sliding_window_pattern", GgufValue.string("2"), "type str"),
                key("gemma3", "rope.scaling.type", GgufValue.string("yarn"), "yarn", "none, linear"),
                key("gemma3", "final_logit_softcapping", GgufValue.float32(-1), "value -1.0"),
                key("qwen3moe", "expert_count", GgufValue.uint32(0), "value 0", "expected 1 to 1024"),
                key("qwen3moe", "expert_count", GgufValue.uint32(1025), "value 1025", "expected 1 to 1024"),
                key("qwen3moe", "expert_used_count", GgufValue.uint32(0), "value 0", "expected 1 to 7"),
                key("qwen3moe", "expert_used_count", GgufValue.uint32(8), "value 8", "expected 1 to 7"),
                key("qwen3moe", "expert_used_count", GgufValue.int32(-1), "value -1"),
                key("qwen3moe", "expert_feed_forward_length", GgufValue.uint32(0), "value 0"),
                key("qwen2moe", "expert_used_count", GgufValue.uint32(8), "value 8", "expected 1 to 7"),
                key("qwen2moe", "expert_shared_feed_forward_length", GgufValue.int32(-3), "value -3"),
                key("granite", "logit_scale", GgufValue.float32(0), "value 0.0", "more than 0"),
                key("granite", "residual_scale", GgufValue.float32(-1), "value -1.0", "at least 0"),
                key("granitemoe", "expert_count", GgufValue.uint32(1025), "value 1025", "expected 1 to 1024"),
                key("granitemoe", "expert_used_count", GgufValue.uint32(8), "value 8", "expected 1 to 7"),
                key("granitemoe", "expert_used_count", GgufValue.int32s(2, 3), "value [2, 3] is not supported",
                        "the same in all layers"),
                key("granitemoe", "expert_shared_feed_forward_length", GgufValue.uint32(1 << 21),
                        "expected 1 to 1048576"),
                key("olmo2", "attention.sliding_window", GgufValue.int32(-4), "value -4", "at least 0"),
                key("phi3", "rope.dimension_count", GgufValue.uint32(3), "value 3", "an even number"),
                key("phi3", "rope.dimension_count", GgufValue.uint32(18), "value 18", "at most the head size, 16"),
                key("qwen2", "rope.dimension_count", GgufValue.uint32(8), "value 8", "supported: 16"),
                key("starcoder2", "attention.layer_norm_epsilon", GgufValue.float32(Float.NaN), "value NaN"),
                key("gpt-oss", "attention.sliding_window", GgufValue.uint32(0), "value 0", "expected 1 to"),
                key("gpt-oss", "expert_count", GgufValue.int32(-7), "value -7"),
                key("gpt-oss", "expert_used_count", GgufValue.array(GgufType.INT32, List.of(GgufValue.int32(2))),
                        "1 elements", "one a layer, 2"));
    }

    @ParameterizedTest
    @MethodSource("badKeys")
    void aBadKeyIsNamedWithItsValueAndWhatIsExpected(String architecture, String key, GgufValue value,
            String[] parts) {
        assertRefused(small(architecture).metadata(architecture + "." + key, value), parts);
    }

    static Stream<Arguments> badShapes() {
        return Stream.of(
                Arguments.of("gpt-oss", "blk.0.attn_sinks.weight", new long[]{5}, "expected [4]"),
                Arguments.of("gpt-oss", "blk.1.attn_sinks.weight", new long[]{4, 2}, "expected [4]"),
                Arguments.of("gpt-oss", "blk.0.ffn_gate_exps.bias", new long[]{96, 6}, "expected [96, 7]"),
                Arguments.of("gpt-oss", "blk.0.ffn_down_exps.weight", new long[]{96, 64, 6}, "expected [96, 64, 7]"),
                Arguments.of("qwen3moe", "blk.0.ffn_up_exps.weight", new long[]{64, 96 * 7}, "expected [64, 96, 7]"),
                Arguments.of("qwen3moe", "blk.1.ffn_gate_inp.weight", new long[]{64, 8}, "expected [64, 7]"),
                Arguments.of("qwen3moe", "blk.1.attn_q_norm.weight", new long[]{96}, "expected [24]"),
                Arguments.of("qwen2moe", "blk.0.ffn_gate_inp_shexp.weight", new long[]{64, 2}, "expected [64, 1]"),
                Arguments.of("granitemoe", "blk.0.ffn_down_exps.weight", new long[]{96, 64, 8},
                        "expected [96, 64, 7]"),
                Arguments.of("gpt2", "blk.0.attn_qkv.weight", new long[]{64, 64}, "expected [64, 128]"),
                Arguments.of("gpt2", "position_embd.weight", new long[]{64, 511}, "expected [64, 512]"),
                Arguments.of("phi3", "blk.1.ffn_up.weight", new long[]{64, 96}, "expected [64, 192]"),
                Arguments.of("olmo2", "blk.0.attn_k_norm.weight", new long[]{16}, "expected [32]"),
                Arguments.of("gemma2", "blk.0.post_ffw_norm.weight", new long[]{96}, "expected [64]"),
                Arguments.of("gemma3", "blk.0.attn_k_norm.weight", new long[]{1}, "expected [24]"));
    }

    @ParameterizedTest
    @MethodSource("badShapes")
    void aTensorOfOtherDimensionsIsNamedWithBoth(String architecture, String tensor, long[] dimensions,
            String expected) {
        int elements = (int) Arrays.stream(dimensions).reduce(1, (a, b) -> a * b);
        assertRefused(small(architecture).tensor(tensor, F32.INSTANCE, new float[elements], dimensions),
                "'" + tensor + "'", "dimensions " + Arrays.toString(dimensions), expected);
    }

    static Stream<RandomArchitecture> architectures() {
        return RandomArchitectures.all().stream();
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void aMissingTensorIsNamed(RandomArchitecture architecture) {
        for (String name : small(architecture).tensorNames()) {
            if (!name.equals("output.weight") && !name.endsWith(".bias")) {
                // Where queries, keys and values may stand apart or in one, the first of those apart is named.
                assertRefused(small(architecture).without(name), "'" + name.replace("attn_qkv.weight", "attn_q"),
                        "missing");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt2", "starcoder2"})
    void aMissingBiasIsNamedWhereAModelCanNotGoWithout(String architecture) {
        for (String name : small(architecture).tensorNames()) {
            if (name.endsWith(".bias")) {
                assertRefused(small(architecture).without(name), "'" + name + "'", "missing");
            }
        }
    }

    /** Every key of every architecture with values that a hostile file may hold: it loads or is refused properly. */
    @ParameterizedTest
    @MethodSource("architectures")
    void anyValueOfAnyKeyIsTakenOrRefusedProperly(RandomArchitecture architecture) {
        List<GgufValue> values = List.of(GgufValue.uint32(0), GgufValue.uint32(1), GgufValue.uint32(3),
                GgufValue.int32(-1), GgufValue.uint32(Integer.MAX_VALUE), GgufValue.uint64(-1),
                GgufValue.float32(-1), GgufValue.float32(Float.NaN), GgufValue.float32(Float.MAX_VALUE),
                GgufValue.bool(true), GgufValue.string("longrope"), GgufValue.int32s(), GgufValue.int32s(2, -9));
        for (String key : keys(architecture)) {
            for (GgufValue value : values) {
                Path file = small(architecture).metadata(key, value).write(folder.resolve("model.gguf"));
                try (EngineModel loaded = Engines.load(file, SETTINGS)) {
                    assertThat(Steps.logits(loaded, 1)[0]).hasSize(loaded.info().vocabularySize());
                } catch (ModelFormatException e) {
                    assertThat(e).hasMessageContaining(file.toString());
                }
            }
        }
    }

    private static Set<String> keys(RandomArchitecture architecture) {
        Set<String> keys = new LinkedHashSet<>(small(architecture).keys());
        keys.removeIf(key -> !key.startsWith(architecture.name() + "."));
        for (String key : List.of("attention.sliding_window", "attention.sliding_window_pattern", "rope.freq_base_swa",
                "rope.scaling.type", "expert_used_count", "expert_feed_forward_length", "final_logit_softcapping")) {
            keys.add(architecture.name() + "." + key);
        }
        return keys;
    }
}
