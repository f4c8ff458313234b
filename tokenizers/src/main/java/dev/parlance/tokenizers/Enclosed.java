package dev.parlance.tokenizers;

import java.nio.charset.StandardCharsets;

/** Matches {@code before body{1,most} after}, where the body can not be mistaken for what comes after. */
final class Enclosed implements Matcher {
    private final byte[] before;
    private final CharSet body;
    private final int most;
    private final char after;

    /**
     * Makes a matcher.
     *
     * @param before ASCII characters
     * @param body the characters between
     * @param most how many at most
     * @param after an ASCII character
     */
    Enclosed(String before, CharSet body, int most, char after) {
        this.before = before.getBytes(StandardCharsets.US_ASCII);
        this.body = body;
        this.most = most;
        this.after = after;
    }

    @Override
    public int match(byte[] text, int from, int to) {
        for (int i = 0; i < before.length; i++) {
            if (from + i >= to || text[from + i] != before[i]) {
                return -1;
            }
        }
        int begin = from + before.length;
        int at = begin;
        int count = 0;
        for (int next; count < most && (next = body.skipOne(text, at, to)) > at; count++) {
            at = next;
        }
        return at > begin && at < to && text[at] == after ? at + 1 : -1;
    }
}
