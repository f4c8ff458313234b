package dev.parlance.engine.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.engine.llamacpp.ffi.llama_h;
import dev.parlance.engine.llamacpp.ffi.llama_model_quantize_params;
import dev.parlance.gguf.GgufFile;
import dev.parlance.gguf.GgufTensor;
import dev.parlance.gguf.GgufWeights;
import dev.parlance.gguf.TensorType;
import dev.parlance.gguf.quant.F32;
import dev.parlance.gguf.quant.FormatMix;
import dev.parlance.gguf.quant.WeightFormat;
import dev.parlance.gguf.quant.WeightFormats;
import dev.parlance.testkit.model.ModelSizes;
import dev.parlance.testkit.model.RandomArchitecture;
import dev.parlance.testkit.model.RandomArchitectures;
import dev.parlance.testkit.model.RandomFloats;
import dev.parlance.testkit.model.RandomModel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** llama.cpp's quantiser writes the bytes that our encoders write. */
class QuantisedFilesTest {
    private static final ModelSizes SIZES = new ModelSizes(67, 256, 1, 8, 2, 32, 256);
    private static final String AWKWARD = "blk.0.ffn_up.weight";

    @TempDir
    private Path folder;

    @BeforeAll
    static void library() {
        Needed.library();
        LlamaLibrary.load(Needed.natives().folder(), LlamaLibrary.BEST);
    }

    static List<WeightFormat> formats() {
        return WeightFormats.all().stream().filter(format -> format.type() != TensorType.F32).toList();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void everyFormatIsEncodedTheSame(WeightFormat format) {
        GgufFile source = source();
        GgufFile quantised = quantise(source, fileType(format.type().name()), true);
        try (GgufWeights weights = GgufWeights.map(source); GgufWeights expected = GgufWeights.map(quantised)) {
            for (GgufTensor tensor : quantised.tensors()) {
                if (tensor.dimensions().size() > 1) {
                    assertThat(tensor.type()).as(tensor.name()).isEqualTo(format.type());
                    assertSame(encode(format, source.tensor(tensor.name()).orElseThrow(), weights),
                            expected.data(tensor).toArray(ValueLayout.JAVA_BYTE), tensor);
                }
            }
        }
    }

    private static byte[] encode(WeightFormat format, GgufTensor tensor, GgufWeights weights) {
        float[] values = new float[(int) tensor.elements()];
        F32.INSTANCE.decode(weights.data(tensor), 0, values, 0, values.length);
        byte[] bytes = new byte[(int) format.type().byteSize(values.length)];
        format.encode(values, 0, values.length, MemorySegment.ofArray(bytes), 0);
        return bytes;
    }

    /** Compares block by block, for a message that can be read. */
    private static void assertSame(byte[] actual, byte[] expected, GgufTensor tensor) {
        assertThat(actual).hasSameSizeAs(expected);
        int size = tensor.type().blockBytes();
        for (int at = 0; at < actual.length; at += size) {
            assertThat(Arrays.copyOfRange(actual, at, at + size)).as("%s, block %d", tensor.name(), at / size)
                    .isEqualTo(Arrays.copyOfRange(expected, at, at + size));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyMixGivesEachTensorTheSameFormat(FormatMix mix) {
        int layers = 9; // so that there are first, last and every third ones
        RandomArchitecture architecture = mix == FormatMix.MXFP4_MOE
                ? RandomArchitectures.all().stream().filter(each -> each.name().equals("gpt-oss")).findFirst()
                        .orElseThrow()
                : RandomArchitectures.LLAMA;
        GgufFile source = GgufFile.read(new RandomModel(architecture, SIZES.withLayers(layers), F32.INSTANCE, 7)
                .write(folder.resolve("f32.gguf")));
        for (GgufTensor tensor : quantise(source, fileType(mix.name()), false).tensors()) {
            if (tensor.dimensions().size() > 1 && tensor.name().endsWith(".weight")) {
                assertThat(mix.format(tensor.name(), layers, false).type()).as(tensor.name())
                        .isEqualTo(tensor.type());
            }
        }
    }

    /** Returns a model in F32 with many ordinary weights, and some that are not. */
    private GgufFile source() {
        RandomModel model = new RandomModel(RandomArchitectures.LLAMA, SIZES, F32.INSTANCE, 7);
        float[] awkward = RandomFloats.of(SIZES.hidden() * SIZES.width(), 8);
        for (int row = 0; row < SIZES.hidden(); row++) {
            for (int i = 0; i < SIZES.width(); i++) {
                int at = row * SIZES.width() + i;
                awkward[at] = awkward(row % 12, i, awkward[at]);
            }
        }
        return GgufFile.read(model.tensor(AWKWARD, F32.INSTANCE, awkward, SIZES.width(), SIZES.hidden())
                .write(folder.resolve("f32.gguf")));
    }

    private static float awkward(int kind, int index, float value) {
        return switch (kind) {
            case 0 -> 0;
            case 1 -> 0.25f; // all alike
            case 2 -> -0.25f;
            case 3 -> Math.abs(value) + 1; // all far above zero
            case 4 -> -Math.abs(value) - 1;
            case 5 -> index == 77 ? 1000 : value; // one far from all others
            case 6 -> index / 32 % 2 == 0 ? 0 : value; // parts of zeros
            case 7 -> value * 1e-6f; // scales with few digits in F16
            case 8 -> index % 2 == 0 ? 1 : -1;
            case 9 -> Math.round(value * 2) / 8f; // ties
            case 10 -> (float) Math.pow(value, 5); // a wide spread
            default -> value * 1e-17f; // as good as zero
        };
    }

    /** Returns llama.cpp's number for a kind of file. */
    private static int fileType(String name) {
        return switch (name) {
            case "F16" -> 1;
            case "Q4_0" -> 2;
            case "Q4_1" -> 3;
            case "Q8_0" -> 7;
            case "Q5_0" -> 8;
            case "Q5_1" -> 9;
            case "Q2_K" -> 10;
            case "Q3_K" -> 11;
            case "Q4_K" -> 14;
            case "Q4_K_M" -> 15;
            case "Q5_K" -> 16;
            case "Q5_K_M" -> 17;
            case "Q6_K" -> 18;
            case "IQ4_NL" -> 25;
            case "IQ4_XS" -> 30;
            case "BF16" -> 32;
            case "MXFP4", "MXFP4_MOE" -> 38;
            default -> throw new IllegalArgumentException(name);
        };
    }

    /**
     * Has llama.cpp quantise a file.
     *
     * @param pure whether all matrices get the same format
     */
    private GgufFile quantise(GgufFile source, int fileType, boolean pure) {
        Path target = folder.resolve("quantised.gguf");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment params = llama_h.llama_model_quantize_default_params(arena);
            llama_model_quantize_params.nthread(params, 1);
            llama_model_quantize_params.ftype(params, fileType);
            llama_model_quantize_params.pure(params, pure);
            assertThat(llama_h.llama_model_quantize(arena.allocateFrom(source.file().toString()),
                    arena.allocateFrom(target.toString()), params)).isZero();
        }
        return GgufFile.read(target);
    }
}
