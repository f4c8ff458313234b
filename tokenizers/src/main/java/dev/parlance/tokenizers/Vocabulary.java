package dev.parlance.tokenizers;

import dev.parlance.ModelFormatException;
import dev.parlance.spi.ModelMetadata;
import dev.parlance.tokenizer.TokenKind;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The tokens of a model: their spelling, and what each is for. Immutable and thread-safe. */
final class Vocabulary {
    private static final String TOKENS = "tokenizer.ggml.tokens";
    private static final String TOKEN_TYPES = "tokenizer.ggml.token_type";

    private final String[] pieces;
    private final TokenKind[] kinds;
    private final Map<String, Integer> ids;

    private Vocabulary(String[] pieces, TokenKind[] kinds, Map<String, Integer> ids) {
        this.pieces = pieces;
        this.kinds = kinds;
        this.ids = ids;
    }

    /**
     * Reads a vocabulary. As in llama.cpp, tokens are normal text unless the file says otherwise, pieces whose spelling
     * is known to be that of a control token are one whatever the file says, a type without a meaning counts as unused,
     * and an empty piece gets a name.
     *
     * @throws ModelFormatException if there are no tokens, two are the same, or their types are not as many
     */
    static Vocabulary read(ModelMetadata metadata) {
        List<String> tokens = metadata.strings(TOKENS);
        if (tokens.isEmpty()) {
            throw new ModelFormatException("metadata key '" + TOKENS + "': the vocabulary is empty");
        }
        String[] pieces = new String[tokens.size()];
        Map<String, Integer> ids = HashMap.newHashMap(pieces.length);
        for (int id = 0; id < pieces.length; id++) {
            String token = tokens.get(id);
            pieces[id] = token.isEmpty() ? "[EMPTY_" + id + "]" : token;
            Integer other = ids.put(pieces[id], id);
            if (other != null) {
                throw new ModelFormatException("metadata key '" + TOKENS + "': tokens " + other + " and " + id
                        + " are both '" + pieces[id] + "'; the pieces of a vocabulary must differ");
            }
        }
        return new Vocabulary(pieces, kinds(metadata, pieces), ids);
    }

    /** Makes a vocabulary; of two pieces that are the same, the later one is found. */
    static Vocabulary of(List<String> pieces, TokenKind[] kinds) {
        Map<String, Integer> ids = HashMap.newHashMap(pieces.size());
        for (int id = 0; id < pieces.size(); id++) {
            ids.put(pieces.get(id), id);
        }
        return new Vocabulary(pieces.toArray(String[]::new), kinds, ids);
    }

    private static TokenKind[] kinds(ModelMetadata metadata, String[] pieces) {
        TokenKind[] kinds = new TokenKind[pieces.length];
        if (metadata.contains(TOKEN_TYPES)) {
            int[] types = metadata.integers(TOKEN_TYPES);
            requireOnePerToken(TOKEN_TYPES, types.length, pieces.length);
            TokenKind[] known = TokenKind.values();
            Arrays.setAll(kinds, id -> types[id] >= 1 && types[id] <= known.length
                    ? known[types[id] - 1]
                    : TokenKind.UNUSED);
        } else {
            Arrays.fill(kinds, TokenKind.NORMAL);
        }
        for (int id = 0; id < kinds.length; id++) {
            if (WellKnownPieces.isControl(pieces[id])) {
                kinds[id] = TokenKind.CONTROL;
            }
        }
        return kinds;
    }

    /** Checks the length of an array that has an element for each token. */
    static void requireOnePerToken(String key, int actual, int tokens) {
        if (actual != tokens) {
            throw new ModelFormatException("metadata key '" + key + "': " + actual + " elements, but '" + TOKENS
                    + "' has " + tokens + "; there must be one for each token");
        }
    }

    int size() {
        return pieces.length;
    }

    String piece(int token) {
        return pieces[token];
    }

    TokenKind kind(int token) {
        return kinds[token];
    }

    OptionalInt id(String piece) {
        Integer id = ids.get(piece);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /**
     * Returns whether a token may come out of text by itself. Others only come from special tokens that were asked for
     * and from bytes that have no other token, so that no text of untrusted origin can make a control token.
     */
    boolean isText(int token) {
        return switch (kinds[token]) {
            case NORMAL, USER_DEFINED, UNUSED -> true;
            case UNKNOWN, CONTROL, BYTE -> false;
        };
    }

    /** Returns a tree of the tokens that come out of text, by their spelling. */
    PieceTrie trie() {
        PieceTrie trie = new PieceTrie(8 * size());
        for (int id = 0; id < size(); id++) {
            if (isText(id)) {
                trie.add(piece(id).getBytes(StandardCharsets.UTF_8), id);
            }
        }
        return trie;
    }
}
