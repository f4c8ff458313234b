package dev.parlance.engine.llamacpp;

import dev.parlance.ModelFormatException;
import dev.parlance.ModelLoadException;
import dev.parlance.gguf.GgufArray;
import dev.parlance.gguf.GgufFile;
import dev.parlance.gguf.GgufMetadata;
import dev.parlance.gguf.GgufTensor;
import dev.parlance.gguf.GgufValue;
import dev.parlance.gguf.TensorType;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Looks at a model file before llama.cpp does, which ends the process where it meets certain mistakes: numbers that it
 * divides by or asserts, vocabularies with two equal tokens, formats that it can not multiply.
 */
final class ModelCheck {
    /** llama.cpp's own limits (LLAMA_MAX_LAYERS, LLAMA_MAX_EXPERTS), and generous ones where it has none. */
    private static final int MAX_LAYERS = 512;
    private static final int MAX_EXPERTS = 1024;
    private static final int MAX_WIDTH = 1 << 20;
    private static final int MAX_HEADS = 1 << 16;

    private static final Set<String> ROPE_SCALINGS = Set.of("none", "linear", "yarn", "longrope");
    private static final Pattern ATTENTION = Pattern.compile("blk\\.([0-9]+)\\.attn_(?:q|k|v|qkv)\\.weight");
    private static final Pattern BLOCK = Pattern.compile("blk\\.([0-9]+)\\..*");

    /** Formats that no matrix product takes. */
    private static final Set<TensorType> NO_WEIGHTS = EnumSet.of(TensorType.I8, TensorType.I16, TensorType.I32,
            TensorType.I64, TensorType.F64, TensorType.Q8_1, TensorType.Q8_K);

    private final GgufFile file;
    private final GgufMetadata metadata;
    private final String architecture;

    private ModelCheck(GgufFile file) {
        this.file = file;
        this.metadata = file.metadata();
        this.architecture = metadata.string("general.architecture");
    }

    /**
     * Checks a file of an architecture that llama.cpp has.
     *
     * @throws ModelFormatException naming the key or tensor that is wrong
     */
    static void check(GgufFile file) {
        ModelCheck check = new ModelCheck(file);
        int layers = check.required("block_count", 1, MAX_LAYERS);
        check.hyperparameters(layers);
        check.slidingLayers();
        check.experts();
        int vocabulary = check.vocabulary();
        check.tensors(layers, vocabulary);
    }

    /**
     * Makes sure that a context has no more tokens than a model has learned positions for.
     *
     * @throws ModelLoadException if it has
     */
    static void checkContext(GgufFile file, int contextLength) {
        file.tensor("position_embd.weight").filter(positions -> positions.rows() < contextLength)
                .ifPresent(positions -> {
                    throw new ModelLoadException("a context length of " + contextLength + " is too long for "
                            + file.file() + ": the model has positions for " + positions.rows()
                            + " tokens; ask for at most that");
                });
    }

    private void hyperparameters(int layers) {
        int width = required("embedding_length", 1, MAX_WIDTH);
        required("context_length", 1, Integer.MAX_VALUE);
        optional("embedding_length_out", 1, MAX_WIDTH);
        optional("nextn_predict_layers", 0, layers);
        optional("attention.key_length", 1, MAX_WIDTH);
        optional("attention.value_length", 1, MAX_WIDTH);
        optional("vocab_size", 1, Integer.MAX_VALUE);
        int[] heads = perLayer("attention.head_count", layers, MAX_HEADS);
        int[] kvHeads = perLayer("attention.head_count_kv", layers, MAX_HEADS);
        for (int i = 0; i < heads.length; i++) {
            int kv = kvHeads.length == 0 ? heads[i] : kvHeads[Math.min(i, kvHeads.length - 1)];
            require(kv == 0 || heads[i] % kv == 0, "attention.head_count", heads[i] + " in layer " + i,
                    "a multiple of attention.head_count_kv, " + kv);
        }
        if (heads.length > 0 && heads[0] > 0 && !has("attention.key_length")) {
            require(width % heads[0] == 0, "embedding_length", String.valueOf(width),
                    "a multiple of attention.head_count, " + heads[0]);
        }
        optional("rope.dimension_count", 0, MAX_WIDTH);
        if (has("rope.dimension_count")) {
            int rotated = metadata.integer(key("rope.dimension_count"));
            require(rotated % 2 == 0, "rope.dimension_count", String.valueOf(rotated), "an even number");
            int head = heads.length == 0 || heads[0] == 0
                    ? rotated
                    : metadata.integer(key("attention.key_length"), width / heads[0]);
            require(rotated <= head, "rope.dimension_count", String.valueOf(rotated),
                    "at most the length of a head, " + head);
        }
        attendingLayersHave("attention.head_count", heads);
        attendingLayersHave("attention.head_count_kv", kvHeads);
        for (String epsilon : List.of("attention.layer_norm_rms_epsilon", "attention.layer_norm_epsilon")) {
            if (has(epsilon)) {
                float value = metadata.real(key(epsilon));
                require(value >= 0 && Float.isFinite(value), epsilon, String.valueOf(value), "0 or a positive number");
            }
        }
        if (has("rope.scaling.type")) {
            String scaling = metadata.string(key("rope.scaling.type"));
            require(ROPE_SCALINGS.contains(scaling), "rope.scaling.type", "'" + scaling + "'",
                    "one of " + ROPE_SCALINGS);
        }
    }

    /** llama.cpp asserts that a model with a window has a layer that slides. */
    private void slidingLayers() {
        String name = "attention.sliding_window_pattern";
        String window = "attention.sliding_window";
        if (!has(name) || !has(window)
                || metadata.value(key(window)) instanceof GgufValue.Int tokens && tokens.value() == 0) {
            return;
        }
        boolean none = metadata.value(key(name)) instanceof GgufArray list
                ? IntStream.range(0, list.size()).mapToObj(list::get).noneMatch(ModelCheck::isTrue)
                : metadata.integer(key(name)) == 1; // of one layer in so many, the last does not slide
        require(!none, name, "no layer slides", "one that does, or no '" + key(window) + "'");
    }

    private static boolean isTrue(GgufValue value) {
        return value instanceof GgufValue.Bool slides && slides.value()
                || value instanceof GgufValue.Int number && number.value() != 0;
    }

    /** llama.cpp divides by the heads of every layer that has matrices for attention. */
    private void attendingLayersHave(String name, int[] heads) {
        for (GgufTensor tensor : file.tensors()) {
            Matcher layer = ATTENTION.matcher(tensor.name());
            if (heads.length > 0 && layer.matches() && layer.group(1).length() <= 4) {
                int index = Math.min(Integer.parseInt(layer.group(1)), heads.length - 1);
                if (heads[index] == 0) {
                    throw wrong(tensor, "is in a layer that has 0 heads", "1 or more in '" + key(name) + "'");
                }
            }
        }
    }

    private void experts() {
        optional("expert_count", 0, MAX_EXPERTS);
        int experts = metadata.integer(key("expert_count"), 0);
        int used = 0;
        for (int count : perLayer("expert_used_count", MAX_LAYERS, MAX_EXPERTS)) {
            used = Math.max(used, count);
        }
        require(used <= experts && (experts == 0 || used > 0), "expert_used_count", String.valueOf(used),
                experts == 0 ? "0" : "1 to the expert_count, " + experts);
        int groups = metadata.integer(key("expert_group_count"), 0);
        int usedGroups = metadata.integer(key("expert_group_used_count"), 0);
        require(groups == 0 || groups > 0 && groups < experts, "expert_group_count", String.valueOf(groups),
                "fewer than the " + experts + " experts");
        if (groups > 1) {
            require(experts % groups == 0, "expert_group_count", String.valueOf(groups),
                    "a divisor of the expert_count, " + experts);
            require(usedGroups > 0 && usedGroups < groups, "expert_group_used_count", String.valueOf(usedGroups),
                    "1 to " + (groups - 1));
        }
    }

    /** Returns the number of tokens. */
    private int vocabulary() {
        List<String> tokens = metadata.strings("tokenizer.ggml.tokens");
        if (tokens.isEmpty()) {
            throw wrong("tokenizer.ggml.tokens", "no tokens", "at least one");
        }
        Set<String> seen = new HashSet<>(2 * tokens.size());
        for (int id = 0; id < tokens.size(); id++) {
            // llama.cpp gives empty tokens a name of its own.
            if (!tokens.get(id).isEmpty() && !seen.add(tokens.get(id))) {
                throw wrong("tokenizer.ggml.tokens", "token " + id + " is '" + tokens.get(id) + "' once more",
                        "every token only once");
            }
        }
        for (String name : List.of("tokenizer.ggml.scores", "tokenizer.ggml.token_type")) {
            if (metadata.contains(name) && metadata.value(name) instanceof GgufArray array
                    && array.size() != tokens.size()) {
                throw wrong(name, array.size() + " elements", "one for each of " + tokens.size() + " tokens");
            }
        }
        for (String name : metadata.keys()) {
            if (name.startsWith("tokenizer.ggml.") && name.endsWith("_token_id")
                    && metadata.value(name) instanceof GgufValue.Int && !inside(name, tokens.size())) {
                throw wrong(name, String.valueOf(metadata.value(name)), "0 to " + (tokens.size() - 1));
            }
        }
        if (metadata.contains("tokenizer.ggml.merges")) {
            for (String merge : metadata.strings("tokenizer.ggml.merges")) {
                if (merge.indexOf(' ', 1) < 0) {
                    throw wrong("tokenizer.ggml.merges", "'" + merge + "'", "two tokens with a blank between");
                }
            }
        }
        return tokens.size();
    }

    private boolean inside(String name, int tokens) {
        // Files write -1, or the largest number of 32 bits, for none.
        long id = ((GgufValue.Int) metadata.value(name)).value();
        return id == -1 || id == 0xFFFF_FFFFL || id >= 0 && id < tokens;
    }

    private void tensors(int layers, int vocabulary) {
        if (file.tensors().isEmpty()) {
            throw new ModelFormatException(file.file() + " holds no tensors, only metadata; expected a model");
        }
        for (GgufTensor tensor : file.tensors()) {
            Matcher block = BLOCK.matcher(tensor.name());
            if (block.matches() && (block.group(1).length() > 4 || Integer.parseInt(block.group(1)) >= layers)) {
                throw wrong(tensor, "is of block " + block.group(1), "at most block " + (layers - 1));
            }
            if (tensor.elements() == 0) {
                throw wrong(tensor, "has no elements, " + tensor.dimensions(), "at least one");
            }
            boolean vector = tensor.rows() == 1;
            if (vector && tensor.name().endsWith("norm.weight") && tensor.type() != TensorType.F32) {
                throw wrong(tensor, "has format " + tensor.type(), "F32");
            }
            if (!vector && tensor.name().endsWith(".weight") && NO_WEIGHTS.contains(tensor.type())) {
                throw wrong(tensor, "has format " + tensor.type(), "a format of weights");
            }
        }
        GgufTensor embeddings = file.tensor("token_embd.weight")
                .orElseThrow(() -> new ModelFormatException("tensor 'token_embd.weight': missing (" + file.file()
                        + "; a model needs it)"));
        int width = metadata.integer(key("embedding_length"));
        if (embeddings.rows() != vocabulary || embeddings.columns() != width) {
            throw wrong(embeddings, "has the shape " + embeddings.dimensions(), "[" + width + ", " + vocabulary + "]");
        }
        file.tensor("output.weight").filter(output -> output.rows() != vocabulary).ifPresent(output -> {
            throw wrong(output, "has the shape " + output.dimensions(), vocabulary + " rows, one a token");
        });
    }

    // Keys of the architecture.

    private String key(String name) {
        return architecture + "." + name;
    }

    private boolean has(String name) {
        return metadata.contains(key(name));
    }

    private int required(String name, int min, int max) {
        int value = metadata.integer(key(name));
        require(value >= min && value <= max, name, String.valueOf(value), min + " to " + max);
        return value;
    }

    private void optional(String name, int min, int max) {
        if (has(name)) {
            required(name, min, max);
        }
    }

    /** Returns a number that stands for all layers, or one a layer; empty if the key is missing. */
    private int[] perLayer(String name, int layers, int max) {
        if (!has(name)) {
            return new int[0];
        }
        boolean array = metadata.value(key(name)) instanceof GgufArray;
        int[] values = array ? metadata.integers(key(name)) : new int[]{metadata.integer(key(name))};
        require(values.length > 0 && values.length <= layers, name, values.length + " elements", "one a layer");
        for (int value : values) {
            require(value >= 0 && value <= max, name, String.valueOf(value), "0 to " + max);
        }
        return values;
    }

    private void require(boolean right, String name, String actual, String expected) {
        if (!right) {
            throw wrong(key(name), actual, expected);
        }
    }

    private ModelFormatException wrong(String key, String actual, String expected) {
        return new ModelFormatException(
                "metadata key '" + key + "': " + actual + " (" + file.file() + "; expected " + expected + ")");
    }

    private ModelFormatException wrong(GgufTensor tensor, String actual, String expected) {
        return new ModelFormatException(
                "tensor '" + tensor.name() + "': " + actual + " (" + tensor.file() + "; expected " + expected + ")");
    }
}
