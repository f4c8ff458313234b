package dev.parlance.engine.jvm;

import dev.parlance.CachePrecision;
import dev.parlance.gguf.GgufFile;
import dev.parlance.gguf.GgufTensor;
import dev.parlance.gguf.GgufWeights;
import dev.parlance.gguf.TensorType;
import dev.parlance.gguf.quant.BF16;
import dev.parlance.gguf.quant.F16;
import dev.parlance.gguf.quant.F32;
import dev.parlance.gguf.quant.Q8_0;
import dev.parlance.gguf.quant.WeightFormat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Llama in double precision, straight from the papers and with no code of the engine: what the logits should be.
 *
 * <p>Like ggml it rounds an activation before it meets a matrix to what the matrix's format prescribes, and with a cache in
 * F16 queries, keys and values; the rest is as exact as a double is.
 */
final class ReferenceLlama {
    /** A matrix or (with one row) a vector. */
    private record Tensor(TensorType type, double[][] rows) {}

    /** The formats that it knows; the others are compared with llama.cpp only, by the native engine's tests. */
    static final List<WeightFormat> FORMATS = List.of(F32.INSTANCE, F16.INSTANCE, BF16.INSTANCE, Q8_0.INSTANCE);

    private final Map<String, Tensor> tensors = new HashMap<>();
    private final CachePrecision precision;
    private final int layers;
    private final int heads;
    private final int kvHeads;
    private final int headSize;
    private final double epsilon;
    private final double ropeBase;
    private final String scaling;
    private final double scalingFactor;
    private final double attentionFactor;
    private final int context;
    private final int originalContext;

    ReferenceLlama(Path path, CachePrecision precision) {
        this.precision = precision;
        GgufFile file = GgufFile.read(path);
        var m = file.metadata();
        layers = m.integer("llama.block_count");
        heads = m.integer("llama.attention.head_count");
        kvHeads = m.integer("llama.attention.head_count_kv", heads);
        headSize = m.integer("llama.attention.key_length", m.integer("llama.embedding_length") / heads);
        epsilon = m.real("llama.attention.layer_norm_rms_epsilon");
        ropeBase = m.real("llama.rope.freq_base", 10000f);
        scaling = m.string("llama.rope.scaling.type", "linear");
        scalingFactor = scaling.equals("none") ? 1 : m.real("llama.rope.scaling.factor", 1f);
        attentionFactor = m.real("llama.rope.scaling.attn_factor", 1f);
        context = m.integer("llama.context_length");
        originalContext = m.integer("llama.rope.scaling.original_context_length", context);
        try (GgufWeights weights = GgufWeights.load(file, 1, progress -> {})) {
            for (GgufTensor tensor : file.tensors()) {
                tensors.put(tensor.name(), decode(tensor, weights.data(tensor)));
            }
        }
    }

    /** Returns the logits after each token, (tokens, vocabulary). */
    double[][] logits(int... tokens) {
        double[][] x = new double[tokens.length][];
        for (int t = 0; t < tokens.length; t++) {
            x[t] = tensors.get("token_embd.weight").rows[tokens[t]].clone();
        }
        for (int i = 0; i < layers; i++) {
            String block = "blk." + i + ".";
            double[][] q = new double[tokens.length][];
            double[][] k = new double[tokens.length][];
            double[][] v = new double[tokens.length][];
            for (int t = 0; t < tokens.length; t++) {
                double[] normed = norm(x[t], block + "attn_norm");
                q[t] = cached(rotated(linear(normed, block + "attn_q"), t));
                k[t] = cached(rotated(linear(normed, block + "attn_k"), t));
                v[t] = cached(linear(normed, block + "attn_v"));
            }
            for (int t = 0; t < tokens.length; t++) {
                add(x[t], linear(attention(q[t], k, v, t + 1), block + "attn_output"));
                double[] normed = norm(x[t], block + "ffn_norm");
                double[] gate = linear(normed, block + "ffn_gate");
                double[] up = linear(normed, block + "ffn_up");
                for (int j = 0; j < gate.length; j++) {
                    gate[j] *= up[j] / (1 + Math.exp(-gate[j]));
                }
                add(x[t], linear(gate, block + "ffn_down"));
            }
        }
        String output = tensors.containsKey("output.weight") ? "output" : "token_embd";
        double[][] logits = new double[tokens.length][];
        for (int t = 0; t < tokens.length; t++) {
            logits[t] = linear(norm(x[t], "output_norm"), output);
        }
        return logits;
    }

    private double[] norm(double[] x, String name) {
        double squares = 0;
        for (double element : x) {
            squares += element * element;
        }
        double scale = 1 / Math.sqrt(squares / x.length + epsilon);
        double[] weight = tensors.get(name + ".weight").rows[0];
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = x[i] * scale * weight[i];
        }
        return y;
    }

    private double[] linear(double[] x, String name) {
        Tensor weight = tensors.get(name + ".weight");
        double[] rounded = round(x, weight.type);
        double[] y = new double[weight.rows.length];
        for (int row = 0; row < y.length; row++) {
            y[row] = dot(weight.rows[row], 0, rounded, 0, x.length);
        }
        Tensor bias = tensors.get(name + ".bias");
        if (bias != null) {
            add(y, bias.rows[0]);
        }
        return y;
    }

    private double[] rotated(double[] x, int position) {
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i += 2) {
            int pair = i % headSize / 2;
            double angle = position * frequency(pair);
            double magnitude = attentionFactor * (scaling.equals("yarn") ? 0.1 * Math.log(scalingFactor) + 1 : 1);
            y[i] = (x[i] * Math.cos(angle) - x[i + 1] * Math.sin(angle)) * magnitude;
            y[i + 1] = (x[i] * Math.sin(angle) + x[i + 1] * Math.cos(angle)) * magnitude;
        }
        return y;
    }

    private double frequency(int pair) {
        double frequency = Math.pow(ropeBase, -2d * pair / headSize);
        Tensor factors = tensors.get(!scaling.equals("longrope")
                ? "rope_freqs.weight"
                : context > originalContext ? "rope_factors_long.weight" : "rope_factors_short.weight");
        if (factors != null) {
            frequency /= factors.rows[0][pair];
        }
        if (!scaling.equals("yarn")) {
            return frequency / scalingFactor;
        }
        double low = Math.max(0, Math.floor(pairOfTurns(32)));
        double high = Math.min(headSize - 1, Math.ceil(pairOfTurns(1)));
        double interpolated = Math.clamp((pair - low) / Math.max(0.001, high - low), 0, 1);
        return frequency * (1 - interpolated) + frequency / scalingFactor * interpolated;
    }

    private double pairOfTurns(int turns) {
        return headSize * Math.log(originalContext / (turns * 2 * Math.PI)) / (2 * Math.log(ropeBase));
    }

    private double[] attention(double[] q, double[][] k, double[][] v, int positions) {
        double[] y = new double[q.length];
        for (int head = 0; head < heads; head++) {
            int kvFrom = head / (heads / kvHeads) * headSize;
            double[] weights = new double[positions];
            double sum = 0;
            for (int j = 0; j < positions; j++) {
                double score = dot(q, head * headSize, k[j], kvFrom, headSize) / Math.sqrt(headSize);
                weights[j] = Math.exp(score);
                sum += weights[j];
            }
            for (int j = 0; j < positions; j++) {
                weights[j] /= sum;
            }
            for (int j = 0; j < positions; j++) {
                for (int i = 0; i < headSize; i++) {
                    y[head * headSize + i] += weights[j] * v[j][kvFrom + i];
                }
            }
        }
        return y;
    }

    private static double dot(double[] a, int aFrom, double[] b, int bFrom, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += a[aFrom + i] * b[bFrom + i];
        }
        return sum;
    }

    private static void add(double[] target, double[] added) {
        for (int i = 0; i < target.length; i++) {
            target[i] += added[i];
        }
    }

    private double[] cached(double[] x) {
        return round(x, precision == CachePrecision.F16 ? TensorType.F16 : TensorType.F32);
    }

    private static double[] round(double[] x, TensorType type) {
        return switch (type) {
            case F32 -> x;
            case F16 -> mapped(x, element -> nearest(element, 10, -14));
            case BF16 -> mapped(x, element -> nearest(element, 7, -126));
            case Q8_0 -> roundBlocks(x);
            default -> throw new IllegalArgumentException("no reference for " + type);
        };
    }

    private static double[] mapped(double[] x, UnaryOperator<Double> rounding) {
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = rounding.apply(x[i]);
        }
        return y;
    }

    /** Returns the nearest number with a fraction of some bits, ties to even. */
    private static double nearest(double x, int fractionBits, int minExponent) {
        double unit = Math.scalb(1d, Math.max(Math.getExponent(x), minExponent) - fractionBits);
        return Math.rint(x / unit) * unit;
    }

    private static double[] roundBlocks(double[] x) {
        double[] y = new double[x.length];
        for (int from = 0; from < x.length; from += 32) {
            double largest = 0;
            for (int i = from; i < from + 32; i++) {
                largest = Math.max(largest, Math.abs(x[i]));
            }
            double scale = largest / 127;
            for (int i = from; i < from + 32; i++) {
                double quant = scale == 0 ? 0 : Math.floor(Math.abs(x[i]) / scale + 0.5) * Math.signum(x[i]);
                y[i] = quant * nearest(scale, 10, -14);
            }
        }
        return y;
    }

    private static Tensor decode(GgufTensor tensor, MemorySegment data) {
        int columns = (int) tensor.columns();
        double[][] rows = new double[(int) tensor.rows()][columns];
        for (int row = 0; row < rows.length; row++) {
            for (int i = 0; i < columns; i++) {
                rows[row][i] = decode(tensor.type(), data, (long) row * columns + i);
            }
        }
        return new Tensor(tensor.type(), rows);
    }

    private static double decode(TensorType type, MemorySegment data, long index) {
        return switch (type) {
            case F32 -> Float.intBitsToFloat(bits(data, 4 * index) | bits(data, 4 * index + 2) << 16);
            case F16 -> half(bits(data, 2 * index));
            case BF16 -> Float.intBitsToFloat(bits(data, 2 * index) << 16);
            case Q8_0 -> {
                long block = index / 32 * 34;
                yield half(bits(data, block)) * data.get(ValueLayout.JAVA_BYTE, block + 2 + index % 32);
            }
            default -> throw new IllegalArgumentException("no reference for " + type);
        };
    }

    private static int bits(MemorySegment data, long offset) {
        return Short.toUnsignedInt(
                data.get(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), offset));
    }

    private static double half(int bits) {
        int exponent = (bits >> 10) & 31;
        int fraction = bits & 1023;
        double magnitude = exponent == 0
                ? Math.scalb((double) fraction, -24)
                : Math.scalb(1024d + fraction, exponent - 25);
        return (bits & 0x8000) == 0 ? magnitude : -magnitude;
    }
}
