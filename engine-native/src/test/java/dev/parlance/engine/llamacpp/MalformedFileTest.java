package dev.parlance.engine.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.ModelFormatException;
import dev.parlance.ParlanceException;
import dev.parlance.gguf.GgufType;
import dev.parlance.gguf.GgufValue;
import dev.parlance.gguf.TensorType;
import dev.parlance.gguf.quant.F32;
import dev.parlance.gguf.quant.Q8_0;
import dev.parlance.testkit.model.ModelSizes;
import dev.parlance.testkit.model.RandomArchitecture;
import dev.parlance.testkit.model.RandomArchitectures;
import dev.parlance.testkit.model.RandomModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Files that would end the process in llama.cpp, and files that it refuses itself: each an exception here. */
class MalformedFileTest {

    @TempDir
    private Path folder;

    /** One wrong value in an otherwise good model. */
    record Wrong(String key, GgufValue value) {
        @Override
        public String toString() {
            return key + " = " + value;
        }
    }

    static Stream<Wrong> wrongMetadata() {
        return Stream.of(new Wrong("llama.block_count", GgufValue.uint32(0)),
                new Wrong("llama.block_count", GgufValue.uint32(1)),
                new Wrong("llama.block_count", GgufValue.uint32(3)),
                new Wrong("llama.block_count", GgufValue.uint32(1000)),
                new Wrong("llama.embedding_length", GgufValue.uint32(0)),
                new Wrong("llama.embedding_length", GgufValue.uint32(32)),
                new Wrong("llama.context_length", GgufValue.uint32(0)),
                new Wrong("llama.attention.head_count", GgufValue.uint32(7)),
                new Wrong("llama.attention.head_count", GgufValue.uint32(100_000)),
                new Wrong("llama.attention.head_count_kv", GgufValue.uint32(3)),
                new Wrong("llama.attention.head_count_kv", GgufValue.int32s(new int[]{4, 4, 4})),
                new Wrong("llama.attention.key_length", GgufValue.uint32(0)),
                new Wrong("llama.attention.layer_norm_rms_epsilon", GgufValue.float32(-1)),
                new Wrong("llama.attention.layer_norm_rms_epsilon", GgufValue.float32(Float.NaN)),
                new Wrong("llama.rope.dimension_count", GgufValue.uint32(3)),
                new Wrong("llama.rope.scaling.type", GgufValue.string("spiral")),
                new Wrong("llama.expert_used_count", GgufValue.uint32(2)),
                new Wrong("llama.expert_count", GgufValue.uint32(100_000)),
                new Wrong("llama.expert_group_count", GgufValue.uint32(2)),
                new Wrong("llama.nextn_predict_layers", GgufValue.uint32(99)),
                new Wrong("tokenizer.ggml.bos_token_id", GgufValue.uint32(99_999)),
                new Wrong("tokenizer.ggml.tokens", GgufValue.strings(List.of("a", "b", "b"))),
                new Wrong("tokenizer.ggml.scores", GgufValue.float32s(new float[]{1})),
                new Wrong("tokenizer.ggml.token_type", GgufValue.int32s(new int[]{1})),
                new Wrong("tokenizer.ggml.model", GgufValue.string("none-such")),
                new Wrong("general.architecture", GgufValue.string("bert")),
                new Wrong("general.architecture", GgufValue.string("none-such")));
    }

    @ParameterizedTest
    @MethodSource("wrongMetadata")
    void oneWrongValueIsAnException(Wrong wrong) {
        Needed.library();
        refuses(good().metadata(wrong.key(), wrong.value()).write(folder.resolve("wrong.gguf")));
    }

    static List<GgufValue> noLayerSlides() {
        return List.of(GgufValue.uint32(1), GgufValue.int32s(0, 0),
                GgufValue.array(GgufType.BOOL, List.of(GgufValue.bool(false), GgufValue.bool(false))));
    }

    @ParameterizedTest
    @MethodSource("noLayerSlides")
    void aWindowThatNoLayerHasIsNamed(GgufValue pattern) {
        Needed.library();
        RandomArchitecture gemma = RandomArchitectures.all().stream().filter(each -> each.name().equals("gemma3"))
                .findFirst().orElseThrow();
        Path file = new RandomModel(gemma, ModelSizes.SPELLING, F32.INSTANCE, 1)
                .metadata("gemma3.attention.sliding_window_pattern", pattern).write(folder.resolve("wrong.gguf"));
        assertThatThrownBy(() -> Needed.load(file).load().close()).isInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll("'gemma3.attention.sliding_window_pattern'", "no layer slides",
                        file.toString(), "expected one that does", "'gemma3.attention.sliding_window'");
    }

    @Test
    void aTensorOfAFormatThatNothingMultipliesIsAnException() {
        Needed.library();
        ModelSizes sizes = good().sizes();
        refuses(good().tensor("blk.0.attn_q.weight", TensorType.I32,
                new byte[4 * sizes.width() * sizes.queryColumns()], sizes.width(), sizes.queryColumns())
                .write(folder.resolve("wrong.gguf")));
    }

    @Test
    void aFileCutShortAnywhereIsAnException() throws IOException {
        byte[] bytes = Files.readAllBytes(Needed.bundled());
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 20; i++) {
            refuses(Files.write(folder.resolve("cut.gguf"), Arrays.copyOf(bytes, random.nextInt(bytes.length))));
        }
    }

    @Test
    void randomBytesInTheHeaderGiveAnExceptionOrAModel() throws IOException {
        byte[] bytes = Files.readAllBytes(Needed.bundled());
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 60; i++) {
            byte[] wrong = bytes.clone();
            for (int j = 0; j < 3; j++) {
                wrong[random.nextInt(j == 0 ? 2000 : 60_000)] = (byte) random.nextInt(256);
            }
            Path file = Files.write(folder.resolve("flipped.gguf"), wrong);
            try (var model = Needed.load(file).contextLength(64).load()) {
                assertThat(model.predict("Hello").size()).isEqualTo(model.info().vocabularySize());
            } catch (ParlanceException expected) {
                assertThat(expected).hasMessageContaining("flipped.gguf");
            }
        }
    }

    private static RandomModel good() {
        return new RandomModel(RandomArchitectures.LLAMA, ModelSizes.SPELLING, Q8_0.INSTANCE, 1);
    }

    private static void refuses(Path file) {
        assertThatThrownBy(() -> Needed.load(file).load().close()).isInstanceOf(ParlanceException.class);
    }
}
