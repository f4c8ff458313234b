package dev.parlance.engine.jvm.model;

import dev.parlance.ModelFormatException;
import dev.parlance.gguf.GgufArray;
import dev.parlance.gguf.GgufFile;
import dev.parlance.gguf.GgufValue;
import dev.parlance.spi.ModelMetadata;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/** The keys of one architecture in a model's metadata, with checks of their ranges. */
final class Keys {
    /**
     * What a size, such as the width, is at most: ten times that of any model in use, and small enough that no size or
     * offset computed from it overflows.
     */
    static final int MAX_SIZE = 1 << 20;

    /** As in llama.cpp. */
    private static final int MAX_LAYERS = 512;
    private static final int MAX_EXPERTS = 1024;
    private static final List<String> SCALINGS = List.of("none", "linear", "yarn", "longrope");

    private final GgufFile file;
    private final ModelMetadata metadata;
    private final String prefix;

    Keys(GgufFile file, String architecture) {
        this.file = file;
        this.metadata = file.metadata();
        this.prefix = architecture + ".";
    }

    /** Returns the number of tokens in the vocabulary. */
    int vocabularySize() {
        String key = "tokenizer.ggml.tokens";
        int size = metadata.strings(key).size();
        if (size == 0) {
            throw new ModelFormatException(
                    "metadata key '" + key + "': no elements (" + file.file() + "; expected at least 1)");
        }
        return size;
    }

    /** Returns an integer from 1 to {@link #MAX_SIZE}. */
    int size(String key) {
        return between(key, metadata.integer(prefix + key), MAX_SIZE);
    }

    /** Returns an integer from 1 to {@link #MAX_SIZE}, or the default if the key is missing. */
    int size(String key, int missing) {
        return metadata.contains(prefix + key) ? size(key) : missing;
    }

    /** Returns an integer from 1 to a limit. */
    int upTo(int limit, String key) {
        return between(key, metadata.integer(prefix + key), limit);
    }

    /**
     * Returns an integer from 1 to a limit that a file may also give layer by layer.
     *
     * @throws UnsupportedModelException if it is not the same in all layers
     */
    int inAllLayers(int limit, String key, int layers) {
        if (!metadata.contains(prefix + key) || !(file.metadata().value(prefix + key) instanceof GgufArray)) {
            return upTo(limit, key);
        }
        int[] values = metadata.integers(prefix + key);
        if (values.length != layers) {
            throw malformed(key, values.length + " elements", "expected one a layer, " + layers);
        }
        if (Arrays.stream(values).distinct().count() > 1) {
            throw unsupported(key, Arrays.toString(values), "the same in all layers");
        }
        return between(key, values[0], limit);
    }

    /** Returns an integer of at least 0, or the default if the key is missing. */
    int count(String key, int missing) {
        int value = metadata.integer(prefix + key, missing);
        if (value < 0) {
            throw malformed(key, value, "expected at least 0");
        }
        return value;
    }

    private int between(String key, int value, int limit) {
        if (value < 1 || value > limit) {
            throw malformed(key, value, "expected 1 to " + limit);
        }
        return value;
    }

    /** Returns an integer from 0 to {@link #MAX_SIZE}, 0 if the key is missing. */
    int sizeOrNone(String key) {
        int value = count(key, 0);
        return value == 0 ? 0 : between(key, value, MAX_SIZE);
    }

    /** Returns a finite number of at least 0. */
    float real(String key) {
        float value = metadata.real(prefix + key);
        if (!(value >= 0 && value < Float.POSITIVE_INFINITY)) {
            throw malformed(key, value, "expected a finite number of at least 0");
        }
        return value;
    }

    /** Returns a finite number of at least 0, or the default if the key is missing. */
    float real(String key, float missing) {
        return metadata.contains(prefix + key) ? real(key) : missing;
    }

    /** Returns a finite number above 0. */
    float positive(String key) {
        float value = real(key);
        if (value == 0) {
            throw malformed(key, value, "expected more than 0");
        }
        return value;
    }

    /** Returns a finite number above 0, or the default if the key is missing. */
    float positive(String key, float missing) {
        return metadata.contains(prefix + key) ? positive(key) : missing;
    }

    /** Returns a finite number above 0, or the default if the key is missing or, which means the same, 0. */
    float factor(String key, float missing) {
        float value = real(key, 0);
        return value == 0 ? missing : value;
    }

    /** Returns a truth value, or the default if the key is missing. */
    boolean flag(String key, boolean missing) {
        return metadata.bool(prefix + key, missing);
    }

    /** Makes sure that an integer, if it is there, has the only value that is supported. */
    void require(String key, int supported) {
        int value = metadata.integer(prefix + key, supported);
        if (value != supported) {
            throw unsupported(key, value, supported);
        }
    }

    /** Makes sure that a truth value, if it is there, is the only one that is supported. */
    void require(String key, boolean supported) {
        boolean value = metadata.bool(prefix + key, supported);
        if (value != supported) {
            throw unsupported(key, value, supported);
        }
    }

    private UnsupportedModelException unsupported(String key, Object value, Object supported) {
        return new UnsupportedModelException("metadata key '" + prefix + key + "': value " + value
                + " is not supported (" + file.file() + "; supported: " + supported + ")");
    }

    /** Returns the exception for a value that does not fit. */
    ModelFormatException malformed(String key, Object value, String expected) {
        return new ModelFormatException(
                "metadata key '" + prefix + key + "': value " + value + " (" + file.file() + "; " + expected + ")");
    }

    /**
     * Reads the sizes.
     *
     * @throws ModelFormatException if they are out of range or do not fit together
     */
    Sizes sizes() {
        int width = size("embedding_length");
        int layers = upTo(MAX_LAYERS, "block_count");
        int heads = inAllLayers(MAX_SIZE, "attention.head_count", layers);
        int headSize = size("attention.key_length", width / heads);
        if (headSize == 0) {
            throw malformed("attention.key_length", headSize,
                    "expected more than 0; by default it is the embedding length / the head count");
        }
        if (heads > MAX_SIZE / headSize) {
            throw malformed("attention.head_count", heads,
                    "expected at most " + MAX_SIZE / headSize + " heads of size " + headSize);
        }
        int kvHeads = metadata.contains(prefix + "attention.head_count_kv")
                ? inAllLayers(MAX_SIZE, "attention.head_count_kv", layers)
                : heads;
        if (heads % kvHeads != 0) {
            throw malformed("attention.head_count_kv", kvHeads, "expected a divisor of the head count, " + heads);
        }
        require("attention.value_length", headSize);
        require("attention.causal", true);
        return new Sizes(vocabularySize(), width, layers, heads, kvHeads, headSize,
                inAllLayers(MAX_SIZE, "feed_forward_length", layers), upTo(Integer.MAX_VALUE, "context_length"));
    }

    /**
     * Reads which layers slide: by a list, or all but the last of a number of layers, again and again.
     *
     * @param tokens the length of the window
     * @param period of how many layers one does not slide, if there is no such key
     */
    Windows windows(Sizes sizes, int tokens, int period) {
        String key = "attention.sliding_window_pattern";
        boolean[] slides = new boolean[sizes.layers()];
        if (metadata.contains(prefix + key) && file.metadata().value(prefix + key) instanceof GgufArray list) {
            if (list.size() != slides.length) {
                throw malformed(key, list.size() + " elements", "expected one a layer, " + slides.length);
            }
            for (int i = 0; i < slides.length; i++) {
                slides[i] = switch (list.get(i)) {
                    case GgufValue.Bool(boolean value) -> value;
                    case GgufValue.Int value -> value.value() != 0;
                    default -> throw malformed(key, list, "expected truth values");
                };
            }
        } else {
            int every = count(key, period);
            for (int i = 0; i < slides.length; i++) {
                slides[i] = every == 0 || i % every < every - 1;
            }
        }
        return new Windows(tokens, slides);
    }

    /** Reads the number of experts and their size, by default a share of the feed-forward length. */
    ExpertKeys experts(Sizes sizes) {
        ExpertKeys whole = wholeExperts(sizes);
        int hidden = size("expert_feed_forward_length", sizes.hidden() / whole.used());
        if (hidden == 0) {
            throw malformed("expert_feed_forward_length", hidden,
                    "expected more than 0; by default it is the feed-forward length / the experts used");
        }
        return new ExpertKeys(whole.count(), whole.used(), hidden);
    }

    /** Reads the number of experts, each of which has the feed-forward length. */
    ExpertKeys wholeExperts(Sizes sizes) {
        int count = upTo(MAX_EXPERTS, "expert_count");
        return new ExpertKeys(count, inAllLayers(count, "expert_used_count", sizes.layers()), sizes.hidden());
    }

    /** As {@link #wholeExperts}; returns null for a model without experts. */
    @Nullable
    ExpertKeys wholeExpertsIfAny(Sizes sizes) {
        return count("expert_count", 0) == 0 ? null : wholeExperts(sizes);
    }

    /**
     * Reads how positions are rotated, with llama.cpp's defaults, for heads that are rotated as a whole.
     *
     * @throws UnsupportedModelException if only a part of a head is to be rotated
     */
    RopeKeys rope(Sizes sizes) {
        if (sizes.headSize() % 2 != 0) {
            throw malformed("attention.key_length", sizes.headSize(),
                    "expected an even number, for elements are rotated in pairs");
        }
        require("rope.dimension_count", sizes.headSize());
        return partialRope(sizes);
    }

    /**
     * Reads how positions are rotated, for an architecture whose angles are at most divided.
     *
     * @throws UnsupportedModelException if they are scaled in another way
     */
    RopeKeys linearRope(Sizes sizes) {
        RopeKeys rope = rope(sizes);
        if (!rope.scaling().equals("linear") && !rope.scaling().equals("none")) {
            throw unsupported("rope.scaling.type", rope.scaling(), "none, linear");
        }
        return rope;
    }

    /** Reads how positions are rotated, with llama.cpp's defaults. */
    RopeKeys partialRope(Sizes sizes) {
        int headSize = sizes.headSize();
        int dimensions = size("rope.dimension_count", headSize);
        if (dimensions % 2 != 0 || dimensions > headSize) { // elements are rotated in pairs
            throw malformed("rope.dimension_count", dimensions,
                    "expected an even number of at most the head size, " + headSize);
        }
        String type = metadata.string(prefix + "rope.scaling.type", "linear");
        if (!SCALINGS.contains(type)) {
            throw malformed("rope.scaling.type", "'" + type + "'", "expected none, linear, yarn or longrope");
        }
        float factor = real("rope.scaling.factor", real("rope.scale_linear", 0));
        int original = metadata.integer(prefix + "rope.scaling.original_context_length", 0);
        if (original < 0) {
            throw malformed("rope.scaling.original_context_length", original, "expected at least 0");
        }
        return new RopeKeys(headSize, dimensions, positive("rope.freq_base", 10000), type,
                factor == 0 || type.equals("none") ? 1 : factor, real("rope.scaling.attn_factor", 1),
                original == 0 ? sizes.trainedContext() : original);
    }
}
