package dev.parlance.tokenizers;

import dev.parlance.tokenizer.TokenKind;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tokens of a {@code tokenizer.json}: those of its model and those added. */
final class JsonVocabulary {
    private static final int MOST = 1 << 24;

    private final boolean byteFallback;
    private final Map<String, Integer> ids = new HashMap<>();
    private @Nullable String[] pieces = new String[1024];
    private TokenKind[] kinds = new TokenKind[1024];
    private int size;

    private JsonVocabulary(boolean byteFallback) {
        this.byteFallback = byteFallback;
    }

    /**
     * Reads the tokens; ids that none has become unused ones. An added token that the model has already is that one,
     * whatever id it is given, as in Hugging Face's library.
     */
    static Vocabulary read(JsonPart root, List<JsonAddedTokens.Added> added) {
        JsonPart model = root.get("model");
        JsonPart tokens = model.get("vocab");
        JsonVocabulary vocabulary = new JsonVocabulary(model.bool("byte_fallback", false));
        if (tokens.node().isArray()) {
            List<JsonPart> list = tokens.list();
            for (int id = 0; id < list.size(); id++) {
                vocabulary.put(id, pieceAndScore(list.get(id)).getFirst().string(), tokens);
            }
        } else {
            tokens.object().node().forEachEntry((piece, id) -> {
                JsonPart part = new JsonPart(id, tokens.path() + "/" + piece);
                vocabulary.put(part.integer(), piece, part);
            });
        }
        for (JsonAddedTokens.Added token : added) {
            int id = vocabulary.ids.getOrDefault(token.content(), token.id());
            vocabulary.put(id, token.content(), root.get("added_tokens"));
            vocabulary.kinds[id] = token.special() ? TokenKind.CONTROL : TokenKind.USER_DEFINED;
        }
        unknown(model).ifPresent(vocabulary::markUnknown);
        if (vocabulary.size == 0) {
            throw tokens.wrong("is empty, and so is 'added_tokens'");
        }
        return vocabulary.finish();
    }

    /** Returns the two parts of an element of a unigram vocabulary. */
    static List<JsonPart> pieceAndScore(JsonPart element) {
        return element.list(2, "a piece and its score");
    }

    /** Returns the spelling of the token for what the vocabulary can not spell. */
    static Optional<String> unknown(JsonPart model) {
        if (model.find("unk_id").isPresent()) {
            List<JsonPart> tokens = model.get("vocab").list();
            int id = model.get("unk_id").integer();
            if (id < 0 || id >= tokens.size()) {
                throw model.get("unk_id").wrong("is " + id + ", but the vocabulary's ids go from 0 to "
                        + (tokens.size() - 1));
            }
            return Optional.of(pieceAndScore(tokens.get(id)).getFirst().string());
        }
        return model.find("unk_token").map(JsonPart::string);
    }

    private void put(int id, String piece, JsonPart where) {
        if (id < 0 || id >= MOST) {
            throw where.wrong("gives '" + piece + "' the id " + id + "; ids go from 0 to " + (MOST - 1));
        }
        if (id >= pieces.length) {
            int capacity = Math.max(id + 1, pieces.length + (pieces.length >> 1));
            pieces = Arrays.copyOf(pieces, capacity);
            kinds = Arrays.copyOf(kinds, capacity);
        }
        String there = pieces[id];
        if (there != null && !there.equals(piece)) {
            throw where.wrong("gives the id " + id + " to '" + piece + "', but '" + there + "' has it");
        }
        pieces[id] = piece;
        kinds[id] = byteFallback && ByteTokens.isSpelling(piece) ? TokenKind.BYTE : TokenKind.NORMAL;
        ids.put(piece, id);
        size = Math.max(size, id + 1);
    }

    /** Some files name a token that they do not have, or one that ends a text, which is what it is more. */
    private void markUnknown(String piece) {
        Integer id = ids.get(piece);
        if (id != null && !WellKnownPieces.isControl(piece)) {
            kinds[id] = TokenKind.UNKNOWN;
        }
    }

    private Vocabulary finish() {
        List<String> all = new ArrayList<>(size);
        for (int id = 0; id < size; id++) {
            @Nullable
            String piece = pieces[id];
            if (piece == null) {
                kinds[id] = TokenKind.UNUSED;
                piece = "[EMPTY_" + id + "]";
            }
            all.add(piece);
        }
        return Vocabulary.of(all, Arrays.copyOf(kinds, size));
    }
}
