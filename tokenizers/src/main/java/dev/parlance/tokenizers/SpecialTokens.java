package dev.parlance.tokenizers;

import dev.parlance.ModelFormatException;
import dev.parlance.spi.ModelMetadata;

import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tokens with a role, and which of them are added to a text.
 *
 * @param begin the begin-of-text token
 * @param end the end-of-text token
 * @param unknown the token for what the vocabulary can not spell
 * @param before what is added before a text
 * @param after what is added after a text
 * @param endTokens all tokens that end a generation, in ascending order
 */
record SpecialTokens(OptionalInt begin, OptionalInt end, OptionalInt unknown, List<Integer> before,
        List<Integer> after, Set<Integer> endTokens) {
    private static final String BEGIN_ID = "tokenizer.ggml.bos_token_id";
    private static final String END_ID = "tokenizer.ggml.eos_token_id";
    private static final String UNKNOWN_ID = "tokenizer.ggml.unknown_token_id";
    private static final String ADD_BEGIN = "tokenizer.ggml.add_bos_token";
    private static final String ADD_END = "tokenizer.ggml.add_eos_token";
    private static final Set<String> OTHER_END_IDS = Set.of("tokenizer.ggml.eot_token_id",
            "tokenizer.ggml.eom_token_id", "tokenizer.ggml.fim_pad_token_id", "tokenizer.ggml.fim_rep_token_id",
            "tokenizer.ggml.fim_sep_token_id");

    /** What a file means that does not say it. A default id counts only if the vocabulary has it; -1 is none. */
    record Defaults(int begin, int end, int unknown, boolean addBegin, boolean addEnd) {}

    /**
     * Reads the roles.
     *
     * @throws ModelFormatException if a token is not in the vocabulary, or one is to be added that there is not
     */
    static SpecialTokens read(ModelMetadata metadata, Vocabulary vocabulary, Defaults defaults) {
        OptionalInt begin = id(metadata, BEGIN_ID, vocabulary, defaults.begin);
        OptionalInt end = id(metadata, END_ID, vocabulary, defaults.end);
        boolean addBegin = metadata.bool(ADD_BEGIN, defaults.addBegin);
        boolean addEnd = metadata.bool(ADD_END, defaults.addEnd);
        requireTokenToAdd(addBegin, ADD_BEGIN, begin, BEGIN_ID);
        requireTokenToAdd(addEnd, ADD_END, end, END_ID);
        return new SpecialTokens(begin, end, id(metadata, UNKNOWN_ID, vocabulary, defaults.unknown),
                addBegin ? List.of(begin.orElseThrow()) : List.of(), addEnd ? List.of(end.orElseThrow()) : List.of(),
                endTokens(metadata, vocabulary, end));
    }

    /** Returns these, with the begin-of-text token added whatever the file says. */
    SpecialTokens alwaysAddingBegin() {
        requireTokenToAdd(true, ADD_BEGIN, begin, BEGIN_ID);
        return adding(List.of(begin.orElseThrow()), after);
    }

    /** Returns these, with other tokens added around a text. */
    SpecialTokens adding(List<Integer> before, List<Integer> after) {
        return new SpecialTokens(begin, end, unknown, before, after, endTokens);
    }

    /**
     * Reads the id of a token with a role.
     *
     * @param missing the id if the file does not say; counts only if the vocabulary has it, and -1 is none
     * @throws ModelFormatException if the file names a token that is not in the vocabulary
     */
    static OptionalInt id(ModelMetadata metadata, String key, Vocabulary vocabulary, int missing) {
        if (!metadata.contains(key)) {
            return missing >= 0 && missing < vocabulary.size() ? OptionalInt.of(missing) : OptionalInt.empty();
        }
        int id = metadata.integer(key);
        if (id < 0 || id >= vocabulary.size()) {
            throw new ModelFormatException("metadata key '" + key + "': token " + id
                    + " is not in the vocabulary, whose ids go from 0 to " + (vocabulary.size() - 1));
        }
        return OptionalInt.of(id);
    }

    private static void requireTokenToAdd(boolean add, String addKey, OptionalInt id, String idKey) {
        if (add && id.isEmpty()) {
            throw new ModelFormatException("metadata key '" + idKey + "' is missing, but the token is to be added to"
                    + " every text; give it, or set '" + addKey + "' to false");
        }
    }

    private static Set<Integer> endTokens(ModelMetadata metadata, Vocabulary vocabulary, OptionalInt end) {
        Set<Integer> tokens = new TreeSet<>();
        end.ifPresent(tokens::add);
        for (String key : OTHER_END_IDS) {
            id(metadata, key, vocabulary, -1).ifPresent(tokens::add);
        }
        for (int id = 0; id < vocabulary.size(); id++) {
            if (WellKnownPieces.endsGeneration(vocabulary.piece(id))) {
                tokens.add(id);
            }
        }
        removeFalseEnds(vocabulary, tokens);
        return Collections.unmodifiableSet(tokens);
    }

    /** Takes out spellings that end a turn in most vocabularies, but not in these. */
    private static void removeFalseEnds(Vocabulary vocabulary, Set<Integer> tokens) {
        boolean calls = contains(vocabulary, tokens, "<|call|>") || contains(vocabulary, tokens, "<|calls|>");
        if (calls && (contains(vocabulary, tokens, "<|return|>") || contains(vocabulary, tokens, "<|flush|>"))) {
            vocabulary.id("<|end|>").ifPresent(tokens::remove); // OpenAI's harmony format: the end of one message
        }
        if (contains(vocabulary, tokens, "<|tool_response>")) {
            vocabulary.id("</s>").ifPresent(tokens::remove); // Gemma 4: HTML
        }
    }

    private static boolean contains(Vocabulary vocabulary, Set<Integer> tokens, String piece) {
        OptionalInt id = vocabulary.id(piece);
        return id.isPresent() && tokens.contains(id.getAsInt());
    }
}
