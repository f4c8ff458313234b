package dev.parlance.tokenizers;

import dev.parlance.ModelFormatException;
import dev.parlance.spi.ModelMetadata;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;

/**
 * Byte-level byte-pair encoding (Radford et al. 2019): a pre-tokenizer cuts the text into words; in each, from single
 * bytes on, the pair merges that comes first in the file's list.
 */
final class BytePairModel implements TextModel {
    private static final String MERGES = "tokenizer.ggml.merges";

    private final Splitter splitter;
    private final WordEncoder words;

    private BytePairModel(Splitter splitter, WordEncoder words) {
        this.splitter = splitter;
        this.words = words;
    }

    /**
     * Reads the merges.
     *
     * @param preTokenizer cuts the text
     * @throws ModelFormatException if a merge is not of two tokens that make a third
     */
    static BytePairModel read(ModelMetadata metadata, Vocabulary vocabulary, OptionalInt unknown,
            PreTokenizer preTokenizer) {
        PieceTable pieces = new PieceTable(vocabulary.size());
        for (int id = 0; id < vocabulary.size(); id++) {
            byte @Nullable [] bytes = vocabulary.isText(id) ? ByteAlphabet.bytes(vocabulary.piece(id)) : null;
            if (bytes != null) {
                pieces.add(id, bytes);
            }
        }
        return new BytePairModel(preTokenizer.splitter(), new WordEncoder(pieces, merges(metadata, vocabulary, pieces),
                new ByteAlphabet(vocabulary, unknown), vocabulary.size(), preTokenizer.ignoresMerges()));
    }

    private static PairTable merges(ModelMetadata metadata, Vocabulary vocabulary, PieceTable pieces) {
        List<String> list = metadata.strings(MERGES);
        PairTable merges = new PairTable(list.size());
        for (int rank = 0; rank < list.size(); rank++) {
            String merge = list.get(rank);
            int blank = merge.indexOf(' ', 1);
            if (blank < 0) {
                throw new ModelFormatException("metadata key '" + MERGES + "': element " + rank + ", '" + merge
                        + "', is not two pieces with a blank between");
            }
            byte @Nullable [] merged = ByteAlphabet.bytes(merge, blank);
            int left = merged == null ? -1 : pieces.find(merged, 0, blank);
            int right = merged == null ? -1 : pieces.find(merged, blank, merged.length);
            int result = merged == null ? -1 : pieces.find(merged, 0, merged.length);
            if (left >= 0 && right >= 0 && result >= 0) {
                merges.putIfAbsent(left, right, rank, result);
            } else {
                requireTokens(merge, blank, rank, vocabulary);
            }
        }
        return merges;
    }

    /** Lets a merge pass that can not happen because one of its tokens does not come out of text. */
    private static void requireTokens(String merge, int blank, int rank, Vocabulary vocabulary) {
        String left = merge.substring(0, blank);
        String right = merge.substring(blank + 1);
        for (String piece : List.of(left, right, left + right)) {
            if (vocabulary.id(piece).isEmpty()) {
                throw new ModelFormatException("metadata key '" + MERGES + "': element " + rank + ", '" + merge
                        + "', needs the token '" + piece + "', which is not in the vocabulary");
            }
        }
    }

    @Override
    public byte[] bytes(String piece) {
        byte @Nullable [] bytes = ByteAlphabet.bytes(piece);
        return bytes != null ? bytes : piece.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Session newSession(IntList ids) {
        WordEncoder.Session session = words.newSession(ids);
        return (text, from, to, spacePrefix) -> splitter.split(text, from, to,
                (start, end) -> session.encode(text, start, end));
    }
}
