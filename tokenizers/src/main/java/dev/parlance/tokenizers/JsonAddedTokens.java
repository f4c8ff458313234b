package dev.parlance.tokenizers;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Finds the added tokens of a {@code tokenizer.json} in a text: from left to right, at each place the longest. Immutable
 * and thread-safe.
 */
final class JsonAddedTokens {

    /**
     * An added token.
     *
     * @param id the id that it is given, which it has unless the model has it already
     * @param content its spelling
     * @param singleWord whether there must be no letter or digit beside it
     * @param stripLeft whether it swallows the whitespace before it
     * @param stripRight whether it swallows the whitespace after it
     * @param normalized whether it is looked for after normalization
     * @param special whether it is a control token, which only counts where special tokens are parsed
     */
    record Added(int id, String content, boolean singleWord, boolean stripLeft, boolean stripRight, boolean normalized,
            boolean special) {

        static List<Added> read(JsonPart root) {
            return root.find("added_tokens").map(JsonPart::list).orElse(List.of()).stream()
                    .map(part -> new Added(part.get("id").integer(), part.string("content"),
                            part.bool("single_word", false), part.bool("lstrip", false), part.bool("rstrip", false),
                            part.bool("normalized", !part.bool("special", false)), part.bool("special", false)))
                    .toList();
        }
    }

    private final List<Added> tokens;
    private final int[] ids;
    private final PieceTrie trie = new PieceTrie(64); // of indices in the list

    /**
     * Makes a finder.
     *
     * @param normalizer what the spellings go through first
     */
    JsonAddedTokens(List<Added> tokens, Vocabulary vocabulary, TextNormalizer normalizer) {
        this.tokens = tokens;
        ids = tokens.stream().mapToInt(token -> vocabulary.id(token.content()).orElseThrow()).toArray();
        for (int i = 0; i < tokens.size(); i++) {
            byte[] content = tokens.get(i).content().getBytes(StandardCharsets.UTF_8);
            NormalizedText spelling = normalizer.normalize(NormalizedText.view(content), false);
            if (spelling.length() > 0) {
                trie.add(spelling.copyOfBytes(), i);
            }
        }
    }

    /** Hands out the parts of a text, in order. */
    void split(byte[] text, int from, int to, boolean parseSpecial, AddedTokens.Fragments fragments) {
        int done = from;
        for (int at = from; at < to;) {
            int end = trie.longest(text, at, to);
            if (end == at) {
                at++;
                continue;
            }
            int index = trie.find(text, at, end);
            Added token = tokens.get(index);
            boolean counts = (parseSpecial || !token.special())
                    && (!token.singleWord() || !touchesWord(text, from, at, end, to));
            if (counts) {
                int begin = token.stripLeft() ? CharSet.WHITESPACE.skipBack(text, done, at) : at;
                int stop = token.stripRight() ? CharSet.WHITESPACE.skip(text, end, to) : end;
                if (done < begin) {
                    fragments.text(done, begin);
                }
                fragments.token(ids[index], begin, stop);
                done = stop;
            }
            at = Math.max(end, done);
        }
        if (done < to) {
            fragments.text(done, to);
        }
    }

    private static boolean touchesWord(byte[] text, int from, int begin, int end, int to) {
        return CharSet.WORD.skipBack(text, from, begin) < begin || CharSet.WORD.skipOne(text, end, to) > end;
    }
}
