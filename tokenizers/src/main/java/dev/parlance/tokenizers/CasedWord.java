package dev.parlance.tokenizers;

/**
 * Matches a word of upper-case letters, then lower-case ones, of which those outside ASCII count as both:
 * {@code lead?upper*lower+} or, if that is not to be had, {@code lead?upper+lower*}.
 *
 * @param lead what may come before, once
 * @param upper letters without {@code a-z}
 * @param lower letters without {@code A-Z}
 * @param contractions whether the ending of an English contraction may follow
 */
record CasedWord(CharSet lead, CharSet upper, CharSet lower, boolean contractions) implements Matcher {

    /** Makes a matcher for letters, of any case and script. */
    static CasedWord of(CharSet letters, CharSet lead, boolean contractions) {
        return new CasedWord(lead, letters.without(CharSet.of("a-z")), letters.without(CharSet.of("A-Z")),
                contractions);
    }

    @Override
    public int match(byte[] text, int from, int to) {
        int begin = lead.skipOne(text, from, to);
        int end = endingLower(text, begin, to);
        if (end < 0 && begin > from) {
            end = endingLower(text, from, to);
        }
        if (end < 0) {
            end = beginningUpper(text, begin, to);
        }
        if (end < 0 && begin > from) {
            end = beginningUpper(text, from, to);
        }
        int contraction = contractions && 0 <= end && end < to ? Contraction.ANY_CASE.match(text, end, to) : -1;
        return contraction >= 0 ? contraction : end;
    }

    /** {@code upper*lower+}: if no lower-case letter follows the upper-case ones, up to the last that is both. */
    private int endingLower(byte[] text, int from, int to) {
        int both = -1;
        int at = from;
        for (int next; (next = upper.skipOne(text, at, to)) > at; at = next) {
            if (lower.skipOne(text, at, to) > at) {
                both = next;
            }
        }
        int end = lower.skip(text, at, to);
        return end > at ? end : both;
    }

    /** {@code upper+lower*}, where no lower-case letter comes after the upper-case ones. */
    private int beginningUpper(byte[] text, int from, int to) {
        int end = upper.skip(text, from, to);
        return end > from ? end : -1;
    }
}
