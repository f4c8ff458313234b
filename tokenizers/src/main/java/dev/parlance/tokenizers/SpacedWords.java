package dev.parlance.tokenizers;

/**
 * Matches words with single blanks between: {@code lead?(?:\p{L}\p{M}*(?: \p{L}\p{M}*)*)+}.
 *
 * @param lead what may come before, once
 */
record SpacedWords(CharSet lead) implements Matcher {

    @Override
    public int match(byte[] text, int from, int to) {
        int begin = lead.skipOne(text, from, to);
        int end = words(text, begin, to);
        return end < 0 && begin > from ? words(text, from, to) : end;
    }

    private static int words(byte[] text, int from, int to) {
        int end = -1;
        int at = from;
        for (int next; (next = CharSet.LETTERS.skipOne(text, at, to)) > at;) {
            end = CharSet.MARKS.skip(text, next, to);
            at = end < to && text[end] == ' ' ? end + 1 : end;
        }
        return end;
    }
}
