package dev.parlance.testkit.model;

import dev.parlance.gguf.GgufType;
import dev.parlance.gguf.GgufValue;

import java.util.ArrayList;
import java.util.List;

/** The tokens of a vocabulary that is being made, with GGUF's numbers for their kinds. */
final class VocabularyTokens {
    private final List<String> pieces = new ArrayList<>();
    private final List<GgufValue> types = new ArrayList<>();

    int size() {
        return pieces.size();
    }

    VocabularyTokens add(String piece, int type) {
        pieces.add(piece);
        types.add(GgufValue.int32(type));
        return this;
    }

    /** Adds words that no text has, up to a size. */
    VocabularyTokens fill(int size) {
        for (int word = 0; pieces.size() < size; word++) {
            add("~w" + word, 1);
        }
        return this;
    }

    void addTo(RandomModel model) {
        model.metadata("tokenizer.ggml.tokens", GgufValue.strings(pieces));
        model.metadata("tokenizer.ggml.token_type", GgufValue.array(GgufType.INT32, types));
    }
}
