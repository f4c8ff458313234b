package dev.parlance.gguf.quant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.gguf.GgufFile;
import dev.parlance.gguf.GgufTensor;
import dev.parlance.gguf.GgufWeights;
import dev.parlance.gguf.SharedFiles;
import dev.parlance.gguf.TensorType;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HexFormat;

class Q8_0Test {
    /** Scale 0.5 (F16 0x3800), then the quants 0, 1, -1, 127, -127, -128 and zeros. */
    private static final byte[] BLOCK = HexFormat.of().parseHex("0038" + "0001ff7f8180" + "00".repeat(26));

    private static float[] decode(byte[] block) {
        float[] weights = new float[32];
        Q8_0.INSTANCE.decode(MemorySegment.ofArray(block), 0, weights, 0, 32);
        return weights;
    }

    private static byte[] encode(float... first) {
        byte[] blocks = new byte[34];
        Q8_0.INSTANCE.encode(Arrays.copyOf(first, 32), 0, 32, MemorySegment.ofArray(blocks), 0);
        return blocks;
    }

    @Test
    void aWeightIsItsQuantTimesTheScale() {
        assertThat(decode(BLOCK)).startsWith(0, 0.5f, -0.5f, 63.5f, -63.5f, -64).endsWith(0, 0, 0);
    }

    @Test
    void encodingWritesTheScaleAndTheQuants() {
        assertThat(encode(0, 0.5f, -0.5f, 63.5f, -63.5f))
                .isEqualTo(HexFormat.of().parseHex("0038" + "0001ff7f81" + "00".repeat(27)));
    }

    @Test
    void tiesRoundAwayFromZero() {
        // The largest is 127, so that the scale is 1.
        assertThat(encode(127, 0.5f, -0.5f, 1.5f, -1.5f, 2.5f, 126.5f))
                .isEqualTo(HexFormat.of().parseHex("003c" + "7f01ff02fe037f" + "00".repeat(25)));
    }

    @Test
    void whatIsJustBelowATieRoundsDown() {
        assertThat(encode(127, Math.nextDown(0.5f), -Math.nextDown(0.5f))).startsWith(0x00, 0x3c, 127, 0, 0);
    }

    @Test
    void theScaleIsRoundedToF16OnlyAfterTheQuantsAreMade() {
        // 1.001 / 127 is between two F16; with the rounded scale the quant of the largest would not be 127.
        byte[] block = encode(1.001f, -1.001f);
        assertThat(block).startsWith(HexFormat.of().parseHex("0920" + "7f81"));
        assertThat(decode(block)[0]).isNotEqualTo(1.001f).isCloseTo(1.001f,
                Offset.offset(0x1p-11f));
    }

    @Test
    void zerosAreZeros() {
        assertThat(encode()).containsOnly(0);
        assertThat(encode(-0f, 0f, -0f)).containsOnly(0);
    }

    @Test
    void blocksFollowOneAnother() {
        byte[] two = new byte[1 + 68];
        float[] source = new float[3 + 64];
        source[3] = 127;
        source[3 + 32] = -254;
        Q8_0.INSTANCE.encode(source, 3, 64, MemorySegment.ofArray(two), 1);
        assertThat(two).startsWith(HexFormat.of().parseHex("00" + "003c7f" + "00".repeat(31) + "004081"));
        float[] target = new float[5 + 64];
        Q8_0.INSTANCE.decode(MemorySegment.ofArray(two), 1, target, 5, 64);
        assertThat(target[5]).isEqualTo(127);
        assertThat(target[5 + 32]).isEqualTo(-254);
    }

    @Test
    void whatLlamaCppQuantisedIsEncodedTheSame() {
        GgufFile half = GgufFile.read(SharedFiles.require("models/tinystories-656k/tinystories-656k-f16.gguf"));
        GgufFile quantised = GgufFile.read(SharedFiles.require("models/tinystories-656k/tinystories-656k-q8_0.gguf"));
        try (GgufWeights source = GgufWeights.map(half); GgufWeights expected = GgufWeights.map(quantised)) {
            for (GgufTensor tensor : quantised.tensors()) {
                if (tensor.type() == TensorType.Q8_0) {
                    float[] weights = new float[(int) tensor.elements()];
                    F16.INSTANCE.decode(source.data(half.tensor(tensor.name()).orElseThrow()), 0, weights, 0,
                            weights.length);
                    byte[] blocks = new byte[(int) tensor.byteSize()];
                    Q8_0.INSTANCE.encode(weights, 0, weights.length, MemorySegment.ofArray(blocks), 0);
                    assertThat(blocks).isEqualTo(expected.data(tensor).toArray(ValueLayout.JAVA_BYTE));
                }
            }
        }
    }
}
