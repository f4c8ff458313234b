package dev.parlance.tokenizers;

import dev.parlance.ModelFormatException;
import dev.parlance.spi.ModelMetadata;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The merges of byte-pair encoding, the first to happen first: {@code tokenizer.ggml.merges}. */
final class MergeList {
    static final String KEY = "tokenizer.ggml.merges";

    private static final byte[] NO_PREFIX = {};

    private MergeList() {}

    /** How pieces stand for text. */
    interface Spelling {
        /** Returns the text in UTF-8 that a piece stands for, or null if it is none that text can become. */
        byte @Nullable [] bytes(String piece);
    }

    /** Returns the tokens that come out of text, by the text that they stand for. */
    static PieceTable pieces(Vocabulary vocabulary, Spelling spelling) {
        PieceTable pieces = new PieceTable(vocabulary.size());
        for (int id = 0; id < vocabulary.size(); id++) {
            byte @Nullable [] bytes = vocabulary.isText(id) ? spelling.bytes(vocabulary.piece(id)) : null;
            if (bytes != null) {
                pieces.add(id, bytes);
            }
        }
        return pieces;
    }

    /**
     * Reads the merges.
     *
     * @throws ModelFormatException if one is not of two tokens that make a third
     */
    static PairTable read(ModelMetadata metadata, Vocabulary vocabulary, PieceTable pieces, Spelling spelling) {
        List<String> list = metadata.strings(KEY);
        PairTable merges = new PairTable(list.size());
        for (int rank = 0; rank < list.size(); rank++) {
            String merge = list.get(rank);
            int blank = merge.indexOf(' ', 1);
            if (blank < 0) {
                throw new ModelFormatException("metadata key '" + KEY + "': element " + rank + ", '" + merge
                        + "', is not two pieces with a blank between");
            }
            @Nullable
            String missing = add(merges, rank, merge.substring(0, blank), merge.substring(blank + 1), NO_PREFIX,
                    vocabulary, pieces, spelling);
            if (missing != null) {
                throw new ModelFormatException("metadata key '" + KEY + "': element " + rank + ", '" + merge
                        + "', needs the token '" + missing + "', which is not in the vocabulary");
            }
        }
        return merges;
    }

    /**
     * Adds a merge, unless there is one of the same two already; lets one pass that can not happen because one of its
     * tokens does not come out of text.
     *
     * @param prefix what the second piece loses, if it begins with it
     * @return the piece that the vocabulary lacks for it, or null if it lacks none
     */
    static @Nullable String add(PairTable merges, int rank, String left, String right, byte[] prefix,
            Vocabulary vocabulary, PieceTable pieces, Spelling spelling) {
        byte @Nullable [] first = spelling.bytes(left);
        byte @Nullable [] second = spelling.bytes(right);
        if (first != null && second != null) {
            byte[] both = AffixedPairModel.merged(first, second, prefix);
            int leftId = pieces.find(first, 0, first.length);
            int rightId = pieces.find(second, 0, second.length);
            int result = pieces.find(both, 0, both.length);
            if (leftId >= 0 && rightId >= 0 && result >= 0) {
                merges.putIfAbsent(leftId, rightId, rank, result);
                return null;
            }
        }
        String begin = new String(prefix, StandardCharsets.UTF_8);
        String joined = left + (right.startsWith(begin) ? right.substring(begin.length()) : right);
        for (String piece : List.of(left, right, joined)) {
            if (vocabulary.id(piece).isEmpty()) {
                return piece;
            }
        }
        return null;
    }
}
