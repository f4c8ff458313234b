package dev.parlance.engine.jvm.model;

import dev.parlance.engine.jvm.nn.Activations;
import dev.parlance.engine.jvm.nn.Attention;
import dev.parlance.engine.jvm.nn.AttentionShape;
import dev.parlance.engine.jvm.nn.Elementwise;
import dev.parlance.engine.jvm.nn.MatMul;
import dev.parlance.engine.jvm.nn.Matrix;
import dev.parlance.engine.jvm.nn.RmsNorm;
import dev.parlance.engine.jvm.nn.Rope;
import dev.parlance.engine.jvm.nn.SwiGlu;
import dev.parlance.engine.jvm.runtime.Pass;
import dev.parlance.gguf.GgufFile;

import java.util.ArrayList;
import java.util.List;

/**
 * Llama (Touvron et al., 2023; grouped queries as of Llama 2, frequency factors as of Llama 3.1): pre-norm blocks of
 * rotary attention and a gated feed-forward network.
 */
final class Llama implements Network {
    private static final String NAME = "llama";
    /** As in llama.cpp. */
    private static final int MAX_LAYERS = 512;

    /** The hyper-parameters, in the names of the papers. */
    record Config(int vocabularySize, int width, int layers, int heads, int kvHeads, int headSize, int hidden,
            float epsilon, float ropeBase, int trainedContext) {

        /** Reads and checks them. */
        static Config read(GgufFile file) {
            Keys keys = new Keys(file, NAME);
            int width = keys.size("embedding_length");
            int heads = keys.size("attention.head_count");
            int headSize = keys.size("attention.key_length", width / heads);
            if (headSize == 0 || headSize % 2 != 0) { // elements are rotated in pairs
                throw keys.malformed("attention.key_length", headSize,
                        "expected an even number above 0; by default it is the embedding length / the head count");
            }
            if (heads > Keys.MAX_SIZE / headSize) {
                throw keys.malformed("attention.head_count", heads,
                        "expected at most " + Keys.MAX_SIZE / headSize + " heads of size " + headSize);
            }
            int kvHeads = keys.size("attention.head_count_kv", heads);
            if (heads % kvHeads != 0) {
                throw keys.malformed("attention.head_count_kv", kvHeads,
                        "expected a divisor of the head count, " + heads);
            }
            keys.require("attention.value_length", headSize);
            keys.require("attention.causal", true);
            keys.require("rope.dimension_count", headSize);
            keys.require("expert_count", 0);
            return new Config(keys.vocabularySize(), width, keys.upTo(MAX_LAYERS, "block_count"), heads, kvHeads,
                    headSize, keys.size("feed_forward_length"), keys.real("attention.layer_norm_rms_epsilon"),
                    keys.positive("rope.freq_base", 10000), keys.upTo(Integer.MAX_VALUE, "context_length"));
        }

        int queryColumns() {
            return heads * headSize;
        }

        int kvColumns() {
            return kvHeads * headSize;
        }
    }

    /** One block. A bias is empty where the model has none. */
    record Layer(
            float[] attentionNorm, // (width)
            Matrix q, // (heads * headSize, width)
            Matrix k, // (kvHeads * headSize, width)
            Matrix v, // (kvHeads * headSize, width)
            Matrix attentionOutput, // (width, heads * headSize)
            float[] qBias, float[] kBias, float[] vBias, float[] attentionOutputBias,
            float[] feedForwardNorm, // (width)
            Matrix gate, // (hidden, width)
            Matrix up, // (hidden, width)
            Matrix down, // (width, hidden)
            float[] gateBias, float[] upBias, float[] downBias) {

        static Layer load(Weights w, Config c, int index) {
            String block = "blk." + index + ".";
            int qColumns = c.queryColumns();
            int kvColumns = c.kvColumns();
            return new Layer(
                    w.vector(block + "attn_norm.weight", c.width),
                    w.matrix(block + "attn_q.weight", qColumns, c.width),
                    w.matrix(block + "attn_k.weight", kvColumns, c.width),
                    w.matrix(block + "attn_v.weight", kvColumns, c.width),
                    w.matrix(block + "attn_output.weight", c.width, qColumns),
                    w.optionalVector(block + "attn_q.bias", qColumns),
                    w.optionalVector(block + "attn_k.bias", kvColumns),
                    w.optionalVector(block + "attn_v.bias", kvColumns),
                    w.optionalVector(block + "attn_output.bias", c.width),
                    w.vector(block + "ffn_norm.weight", c.width),
                    w.matrix(block + "ffn_gate.weight", c.hidden, c.width),
                    w.matrix(block + "ffn_up.weight", c.hidden, c.width),
                    w.matrix(block + "ffn_down.weight", c.width, c.hidden),
                    w.optionalVector(block + "ffn_gate.bias", c.hidden),
                    w.optionalVector(block + "ffn_up.bias", c.hidden),
                    w.optionalVector(block + "ffn_down.bias", c.width));
        }
    }

    /** How the engine finds it. */
    static final Architecture ARCHITECTURE = new Architecture() {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public NetworkShape shape(GgufFile file) {
            Config c = Config.read(file);
            return new NetworkShape(c.vocabularySize, c.width, c.layers, c.kvColumns(), c.trainedContext);
        }

        @Override
        public Network build(Weights weights, Compute compute) {
            return new Llama(weights, compute);
        }
    };

    private final Config config;
    private final Matrix embedding; // (vocabulary, width)
    private final List<Layer> layers = new ArrayList<>();
    private final float[] outputNorm; // (width)
    private final Matrix output; // (vocabulary, width), tied to the embedding if the file has none

    private final Rope rope;
    private final MatMul matMul;
    private final Attention attention;
    private final AttentionShape attentionShape;
    private final SwiGlu swiGlu;

    private final Activations x; // (rows, width), the residual stream
    private final Activations normed; // (rows, width)
    private final Activations q; // (rows, heads * headSize)
    private final Activations k; // (rows, kvHeads * headSize)
    private final Activations v; // (rows, kvHeads * headSize)
    private final Activations attended; // (rows, heads * headSize)
    private final Activations added; // (rows, width), what a sublayer adds to the stream
    private final Activations gate; // (rows, hidden)
    private final Activations up; // (rows, hidden)

    private Llama(Weights w, Compute compute) {
        config = Config.read(w.file());
        embedding = w.matrix("token_embd.weight", config.vocabularySize, config.width);
        for (int i = 0; i < config.layers; i++) {
            layers.add(Layer.load(w, config, i));
        }
        outputNorm = w.vector("output_norm.weight", config.width);
        output = w.contains("output.weight")
                ? w.matrix("output.weight", config.vocabularySize, config.width)
                : embedding;
        float[] factors = w.optionalVector("rope_freqs.weight", config.headSize / 2);
        rope = new Rope(config.headSize, config.ropeBase, new Keys(w.file(), NAME).ropeScaling(config.headSize,
                config.ropeBase, config.trainedContext, factors.length == 0 ? null : factors));

        matMul = new MatMul(compute.pool(), compute.kernels(), compute.maxRows());
        attention = new Attention(compute.pool(), compute.kernels().attention(), compute.maxRows());
        attentionShape = AttentionShape.of(config.heads, config.kvHeads, config.headSize);
        swiGlu = new SwiGlu(compute.pool());

        int rows = compute.maxRows();
        x = new Activations(rows, config.width);
        normed = new Activations(rows, config.width);
        q = new Activations(rows, config.queryColumns());
        k = new Activations(rows, config.kvColumns());
        v = new Activations(rows, config.kvColumns());
        attended = new Activations(rows, config.queryColumns());
        added = new Activations(rows, config.width);
        gate = new Activations(rows, config.hidden);
        up = new Activations(rows, config.hidden);
    }

    @Override
    public Activations forward(Pass pass) {
        embed(pass);
        rope.reserve(pass.longest());
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            attentionBlock(pass, i, layer);
            if (i == layers.size() - 1) {
                pass.gatherOutputs(x); // the rest of the last block concerns only the rows whose output is wanted
            }
            feedForwardBlock(layer);
        }
        RmsNorm.apply(x, outputNorm, config.epsilon, normed);
        return normed;
    }

    @Override
    public void logits(Activations hidden, Activations logits) {
        matMul.of(hidden).by(output, logits).run();
    }

    private void embed(Pass pass) {
        x.rows(pass.rows());
        for (int row = 0; row < pass.rows(); row++) {
            embedding.decodeRow(pass.token(row), x.values(), x.offset(row));
        }
    }

    private void attentionBlock(Pass pass, int index, Layer layer) {
        RmsNorm.apply(x, layer.attentionNorm, config.epsilon, normed);
        matMul.of(normed).by(layer.q, q).by(layer.k, k).by(layer.v, v).run();
        Elementwise.addBias(q, layer.qBias);
        Elementwise.addBias(k, layer.kBias);
        Elementwise.addBias(v, layer.vBias);
        for (int row = 0; row < pass.rows(); row++) {
            int position = pass.position(row);
            rope.rotate(q.values(), q.offset(row), config.heads, position);
            rope.rotate(k.values(), k.offset(row), config.kvHeads, position);
            pass.cache(row).store(index, position, k.values(), k.offset(row), v.values(), v.offset(row));
        }
        attention.apply(pass, index, attentionShape, q, attended);
        matMul.of(attended).by(layer.attentionOutput, added).run();
        Elementwise.addBias(added, layer.attentionOutputBias);
        Elementwise.add(x, added);
    }

    private void feedForwardBlock(Layer layer) {
        RmsNorm.apply(x, layer.feedForwardNorm, config.epsilon, normed);
        matMul.of(normed).by(layer.gate, gate).by(layer.up, up).run();
        Elementwise.addBias(gate, layer.gateBias);
        Elementwise.addBias(up, layer.upBias);
        swiGlu.apply(gate, up);
        matMul.of(gate).by(layer.down, added).run();
        Elementwise.addBias(added, layer.downBias);
        Elementwise.add(x, added);
    }
}
