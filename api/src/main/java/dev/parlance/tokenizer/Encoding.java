package dev.parlance.tokenizer;

import java.util.Arrays;

/**
 * The tokens of a text and where in it they are. Immutable.
 *
 * <p>A token's span is the part of the text that it stands for, in {@code char}s as {@link String#substring} counts them.
 * It has whole characters: the tokens of single bytes of a character all have the span of that character. Spans follow
 * each other in the order of the text; where a tokenizer loses characters or adds some, there are gaps and empty spans.
 * Tokens that were added around the text have an empty span at its beginning or end.
 */
public final class Encoding {
    private final int[] ids;
    private final int[] begins;
    private final int[] ends;

    /**
     * Makes an encoding; the arrays are copied.
     *
     * @param ids the tokens
     * @param begins where the span of each begins
     * @param ends where it ends
     * @throws IllegalArgumentException if there are not as many spans as tokens
     */
    public Encoding(int[] ids, int[] begins, int[] ends) {
        if (begins.length != ids.length || ends.length != ids.length) {
            throw new IllegalArgumentException(ids.length + " tokens have " + begins.length + " beginnings and "
                    + ends.length + " ends; there must be one of each for each token");
        }
        this.ids = ids.clone();
        this.begins = begins.clone();
        this.ends = ends.clone();
    }

    /** Returns the number of tokens. */
    public int size() {
        return ids.length;
    }

    /** Returns a copy of the tokens. */
    public int[] ids() {
        return ids.clone();
    }

    /** Returns the token at an index. */
    public int id(int index) {
        return ids[index];
    }

    /** Returns where in the text the span of the token at an index begins. */
    public int begin(int index) {
        return begins[index];
    }

    /** Returns where in the text the span of the token at an index ends. */
    public int end(int index) {
        return ends[index];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Encoding encoding && Arrays.equals(ids, encoding.ids)
                && Arrays.equals(begins, encoding.begins) && Arrays.equals(ends, encoding.ends);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(ids) + Arrays.hashCode(begins);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < ids.length; i++) {
            text.append(i == 0 ? "" : ", ").append(ids[i]).append('@').append(begins[i]).append('-').append(ends[i]);
        }
        return text.append(']').toString();
    }
}
