package dev.parlance.tokenizers;

import dev.parlance.tokenizers.PreTokenizer.Spelling;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The models of a {@code tokenizer.json}: how words become tokens. */
final class JsonModels {
    private static final String KNOWN = "BPE, Unigram, WordPiece, WordLevel";

    private JsonModels() {}

    /**
     * Reads a model.
     *
     * @param inBytes whether words come as bytes, not spelled in the characters that stand for them
     */
    static WordModel read(JsonPart model, Vocabulary vocabulary, boolean inBytes) {
        OptionalInt unknown = JsonVocabulary.unknown(model).map(vocabulary::id).orElse(OptionalInt.empty());
        return switch (type(model)) {
            case "BPE" -> bytePair(model, vocabulary, unknown, inBytes);
            case "Unigram" -> unigram(model, vocabulary, unknown);
            case "WordPiece" -> new JsonWordPiece(vocabulary, unknown, model.string("continuing_subword_prefix", "##"),
                    model.find("max_input_chars_per_word").map(JsonPart::integer).orElse(100));
            case "WordLevel" -> wordLevel(vocabulary.trie(), unknown);
            default -> throw model.unknownType(KNOWN);
        };
    }

    /** Returns the type; old files do not say it, and then it is plain from what they have. */
    static String type(JsonPart model) {
        Optional<JsonPart> type = model.find("type");
        if (type.isPresent()) {
            return type.get().string();
        }
        return model.find("merges").isPresent() ? "BPE" : model.get("vocab").node().isArray() ? "Unigram" : "WordPiece";
    }

    /**
     * Returns whether a model takes bytes for the characters that stand for them: byte-pair encoding that has a token
     * for every one.
     */
    static boolean takesBytes(JsonPart model, Vocabulary vocabulary) {
        return type(model).equals("BPE") && affix(model, "continuing_subword_prefix").length == 0
                && affix(model, "end_of_word_suffix").length == 0 && ByteAlphabet.isComplete(vocabulary);
    }

    private static byte[] affix(JsonPart model, String name) {
        return model.string(name, "").getBytes(StandardCharsets.UTF_8);
    }

    private static WordModel bytePair(JsonPart model, Vocabulary vocabulary, OptionalInt unknown, boolean inBytes) {
        model.find("dropout").filter(dropout -> dropout.real() != 0).ifPresent(dropout -> {
            throw dropout.wrong("is " + dropout.real()
                    + ", but merges that are left out by chance are not supported; set it to null");
        });
        boolean byteFallback = model.bool("byte_fallback", false);
        byte[] prefix = affix(model, "continuing_subword_prefix");
        byte[] suffix = affix(model, "end_of_word_suffix");
        MergeList.Spelling spelling = inBytes
                ? ByteAlphabet::bytes
                : piece -> CharacterPairModel.bytes(piece, Spelling.CHARACTERS);
        PieceTable pieces = MergeList.pieces(vocabulary, spelling);
        PairTable merges = merges(model.get("merges"), prefix, vocabulary, pieces, spelling);
        boolean fusesUnknown = model.bool("fuse_unk", false);
        boolean ignoresMerges = model.bool("ignore_merges", false);
        if (prefix.length + suffix.length > 0) {
            if (byteFallback) {
                throw model.get("byte_fallback").wrong("is true, which is not supported together with a"
                        + " 'continuing_subword_prefix' or an 'end_of_word_suffix'");
            }
            return new AffixedPairModel(pieces, merges, prefix, suffix, unknown, fusesUnknown, ignoresMerges);
        }
        Alphabet alphabet = inBytes
                ? new ByteAlphabet(vocabulary, unknown)
                : new CharacterAlphabet(pieces, vocabulary, unknown, ' ', byteFallback, fusesUnknown);
        WordEncoder words = new WordEncoder(pieces, merges, alphabet, vocabulary.size(), ignoresMerges);
        return tokens -> words.newSession(tokens)::encode;
    }

    /** Reads pairs of pieces; of two that are the same, the later one counts. */
    private static PairTable merges(JsonPart list, byte[] prefix, Vocabulary vocabulary, PieceTable pieces,
            MergeList.Spelling spelling) {
        List<JsonPart> merges = list.list();
        PairTable table = new PairTable(merges.size());
        for (int rank = merges.size() - 1; rank >= 0; rank--) {
            JsonPart merge = merges.get(rank);
            String left;
            String right;
            if (merge.node().isArray()) {
                List<JsonPart> pair = merge.list(2, "two pieces");
                left = pair.get(0).string();
                right = pair.get(1).string();
            } else {
                int blank = merge.string().indexOf(' ', 1);
                if (blank < 0) {
                    throw merge.wrong("is '" + merge.string() + "', expected two pieces with a blank between");
                }
                left = merge.string().substring(0, blank);
                right = merge.string().substring(blank + 1);
            }
            @Nullable
            String missing = MergeList.add(table, rank, left, right, prefix, vocabulary, pieces, spelling);
            if (missing != null) {
                throw merge.wrong("needs the token '" + missing + "', which is not in the vocabulary");
            }
        }
        return table;
    }

    private static WordModel unigram(JsonPart model, Vocabulary vocabulary, OptionalInt unknown) {
        List<JsonPart> list = model.get("vocab").list();
        double[] scores = new double[vocabulary.size()];
        double worst = Double.MAX_VALUE;
        PieceTrie pieces = new PieceTrie(8 * list.size());
        for (int id = 0; id < list.size(); id++) {
            scores[id] = JsonVocabulary.pieceAndScore(list.get(id)).get(1).real();
            worst = Math.min(worst, scores[id]);
            if (vocabulary.isText(id)) {
                pieces.add(vocabulary.piece(id).getBytes(StandardCharsets.UTF_8), id);
            }
        }
        return new UnigramSearch(pieces, scores, worst - UnigramSearch.UNKNOWN_PENALTY, unknown,
                model.bool("byte_fallback", false) ? ByteTokens.all(vocabulary) : Optional.empty());
    }

    private static WordModel wordLevel(PieceTrie pieces, OptionalInt unknown) {
        return tokens -> (text, from, to) -> {
            int id = pieces.find(text, from, to);
            if (id != PieceTrie.NONE) {
                tokens.add(id, from, to);
            } else {
                unknown.ifPresent(token -> tokens.add(token, from, to));
            }
        };
    }
}
