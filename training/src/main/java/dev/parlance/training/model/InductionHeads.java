package dev.parlance.training.model;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

import java.util.Map;

/**
 * Gives the first weights of a llama the shape of induction heads (Olsson et al., 2022), which are otherwise found late: a
 * group of heads of the first block look at the tokens before, by rotation alone, and write what they see beside the
 * embedding; a group of the second block looks for places that come after the same tokens; and all heads pass on what they
 * look at in the directions of the embedding, which is the output matrix too. The rest is random, and all of it learns.
 */
final class InductionHeads {
    /** The first element of every embedding: what looks by position alone needs something that is always there. */
    private static final float CONSTANT = 0.15f;
    /** How strongly positions are looked at: about e^3 for the right one to 1 for its neighbour. */
    private static final double SHARPNESS = 1.2;
    /** The score of a place that comes after the same two tokens, beside 0 for others. */
    private static final double MATCH = 8;
    private static final double EMBEDDING = 0.05;
    private static final double PASSED_ON = 0.06;

    private final LlamaDecoder.Config config;
    private final Map<String, Tensor> tensors;
    private final int width;
    private final int size;
    private final int group;
    /** Where the embedding ends, and what came one token before begins; two tokens before, a head size later. */
    private final int half;

    private InductionHeads(LlamaDecoder.Config config, Parameters parameters) {
        this.config = config;
        tensors = parameters.tensors();
        width = config.width();
        size = config.headSize();
        group = config.heads() / config.kvHeads();
        half = width - 2 * size;
    }

    /**
     * Shapes the weights.
     *
     * @throws IllegalArgumentException if there are fewer than two blocks or than two heads in a group, or heads are wider
     *     than a quarter of the model
     */
    static void shape(LlamaDecoder.Config config, Parameters parameters) {
        if (config.layers() < 2 || config.heads() / config.kvHeads() < 2 || 4 * config.headSize() > config.width()) {
            throw new IllegalArgumentException(config
                    + ": expected two blocks, two heads for each head of keys, and heads of at most a quarter of the width");
        }
        InductionHeads start = new InductionHeads(config, parameters);
        start.embedding();
        start.lookBack();
        start.lookForTheSame();
        for (int layer = 1; layer < config.layers(); layer++) {
            start.passOn(layer);
        }
    }

    private void embedding() {
        float[] tokens = values("token_embd.weight");
        double scale = EMBEDDING / deviation(tokens);
        for (int i = 0; i < tokens.length; i++) {
            int column = i % width;
            tokens[i] = column == 0 ? CONSTANT : column < half ? (float) (tokens[i] * scale) : 0;
        }
        set("token_embd.weight", tokens);
    }

    private void lookBack() {
        float[] queries = values("blk.0.attn_q.weight");
        float[] keys = values("blk.0.attn_k.weight");
        float[] output = values("blk.0.attn_output.weight");
        for (int pair = 0; pair < size / 2; pair++) {
            java.util.Arrays.fill(keys, 2 * pair * width, 2 * (pair + 1) * width, 0);
            keys[2 * pair * width] = (float) SHARPNESS;
            for (int back = 1; back <= 2; back++) {
                int row = ((back - 1) * size + 2 * pair) * width;
                java.util.Arrays.fill(queries, row, row + 2 * width, 0);
                queries[row] = (float) (SHARPNESS * StrictMath.cos(back * angle(pair)));
                queries[row + width] = (float) (-SHARPNESS * StrictMath.sin(back * angle(pair)));
            }
        }
        for (int row = 0; row < width; row++) {
            for (int i = 0; i < 2 * size; i++) {
                output[row * width + i] = row == half + i ? (float) EMBEDDING : 0;
            }
        }
        set("blk.0.attn_q.weight", queries);
        set("blk.0.attn_k.weight", keys);
        set("blk.0.attn_output.weight", output);
        float[] seen = values("blk.0.attn_v.weight");
        double scale = 1 / Math.sqrt(half) / deviation(seen);
        for (int i = 0; i < size * width; i++) {
            seen[i] = i % width > 0 && i % width < half ? (float) (seen[i] * scale) : 0;
        }
        set("blk.0.attn_v.weight", seen);
    }

    /** What came before a key is compared with the query itself in half of the elements, and a token earlier in the rest. */
    private void lookForTheSame() {
        float[] queries = values("blk.1.attn_q.weight");
        float[] keys = values("blk.1.attn_k.weight");
        float[] seen = values("blk.0.attn_v.weight");
        int first = size / 4 * 2; // the slow half of the pairs, which some hundred tokens do not turn far
        float strength = (float) Math.sqrt(MATCH * Math.sqrt(size) / (size - first));
        for (int i = 0; i < size; i++) {
            boolean one = i % 4 < 2;
            java.util.Arrays.fill(keys, i * width, (i + 1) * width, 0);
            if (i >= first) {
                keys[i * width + half + (one ? 0 : size) + i] = strength;
            }
            for (int head = 0; head < group; head++) {
                int row = (head * size + i) * width;
                java.util.Arrays.fill(queries, row, row + width, 0);
                if (i >= first && one) {
                    for (int column = 0; column < width; column++) {
                        queries[row + column] = strength * seen[i * width + column];
                    }
                } else if (i >= first) {
                    queries[row + half + i] = strength;
                }
            }
        }
        set("blk.1.attn_q.weight", queries);
        set("blk.1.attn_k.weight", keys);
    }

    private void passOn(int layer) {
        String block = "blk." + layer + ".";
        float[] seen = values(block + "attn_v.weight");
        float[] output = new float[width * width];
        double scale = 1 / Math.sqrt(half) / deviation(seen);
        for (int i = 0; i < seen.length; i++) {
            seen[i] = i % width > 0 && i % width < half ? (float) (seen[i] * scale) : 0;
        }
        for (int head = 0; head < config.heads(); head++) {
            for (int i = 0; i < size; i++) {
                for (int column = 0; column < width; column++) {
                    output[column * width + head * size + i] = (float) (PASSED_ON
                            * seen[(head / group * size + i) * width + column]);
                }
            }
        }
        set(block + "attn_v.weight", seen);
        set(block + "attn_output.weight", output);
    }

    private double angle(int pair) {
        return StrictMath.pow(LlamaDecoder.ROPE_BASE, -2.0 * pair / size);
    }

    private static double deviation(float... values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum / values.length);
    }

    private Tensor tensor(String name) {
        return java.util.Objects.requireNonNull(tensors.get(name));
    }

    private float[] values(String name) {
        return Parameters.values(tensor(name));
    }

    private void set(String name, float... values) {
        Tensor tensor = tensor(name);
        try (var _ = new NoGradGuard(); Tensor source = Parameters.tensor(values, tensor.size(0), tensor.size(1))) {
            tensor.copy_(source);
        }
    }
}
