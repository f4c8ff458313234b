package dev.parlance.gguf.quant;

import dev.parlance.gguf.TensorType;

import java.util.List;

/**
 * What llama.cpp's quantiser calls a format of files: most matrices in one format, some in another. The rules of those that
 * give more bits to what loses most are those for models without experts.
 */
public enum FormatMix {
    /** {@link Q4_K}, and {@link Q6_K} where it counts. */
    Q4_K_M(TensorType.Q4_K, TensorType.Q5_K, TensorType.Q6_K),
    /** {@link Q5_K}, and {@link Q6_K} where it counts. */
    Q5_K_M(TensorType.Q5_K, TensorType.Q6_K, TensorType.Q6_K),
    /** Experts in {@link MXFP4}, all else in {@link Q8_0}. */
    MXFP4_MOE(TensorType.Q8_0, TensorType.Q8_0, TensorType.MXFP4);

    private final TensorType most;
    private final TensorType fusedAttention;
    private final TensorType some;

    FormatMix(TensorType most, TensorType fusedAttention, TensorType some) {
        this.most = most;
        this.fusedAttention = fusedAttention;
        this.some = some;
    }

    /** Returns the formats that matrices may get. */
    public List<WeightFormat> formats() {
        return List.of(most, fusedAttention, some).stream().distinct()
                .map(type -> WeightFormats.of(type).orElseThrow()).toList();
    }

    /**
     * Returns the format of a matrix.
     *
     * @param tensor its name, such as {@code blk.0.ffn_down.weight}
     * @param layers how many blocks the model has
     * @param tied whether the token embedding is the output matrix too
     */
    public WeightFormat format(String tensor, int layers, boolean tied) {
        return WeightFormats.of(type(tensor, layers, tied)).orElseThrow();
    }

    private TensorType type(String tensor, int layers, boolean tied) {
        if (tensor.endsWith(".ffn_gate_inp.weight")) {
            return TensorType.F32; // what chooses experts is not rounded
        }
        if (this == MXFP4_MOE) {
            return tensor.endsWith("_exps.weight") ? some : most;
        }
        if (tensor.equals("output.weight") || tied && tensor.equals("token_embd.weight")) {
            return some;
        }
        if (tensor.endsWith(".attn_qkv.weight")) {
            return fusedAttention;
        }
        boolean costly = tensor.endsWith(".attn_v.weight") || tensor.endsWith(".ffn_down.weight");
        return costly && moreBits(Integer.parseInt(tensor.split("\\.", -1)[1]), layers) ? some : most;
    }

    /** Whether a block is among the first or last eighth, or every third of the others. */
    private static boolean moreBits(int layer, int layers) {
        return layer < layers / 8 || layer >= 7 * layers / 8 || (layer - layers / 8) % 3 == 2;
    }
}
