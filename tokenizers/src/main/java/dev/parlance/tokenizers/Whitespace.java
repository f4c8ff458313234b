package dev.parlance.tokenizers;

/** The ways in which regular expressions match whitespace. */
enum Whitespace implements Matcher {
    /** {@code \s*[\r\n]+}: up to the last line break. */
    THROUGH_LINE_BREAKS {
        @Override
        public int match(byte[] text, int from, int to) {
            int end = -1;
            for (int at = from, next; (next = CharSet.WHITESPACE.skipOne(text, at, to)) > at; at = next) {
                if (text[at] == '\n' || text[at] == '\r') {
                    end = next;
                }
            }
            return end;
        }
    },
    /** {@code \s+(?!\S)}: all of it at the end of the text, or else all but the last character, if that leaves any. */
    BEFORE_LAST {
        @Override
        public int match(byte[] text, int from, int to) {
            int last = from;
            int end = from;
            for (int next; (next = CharSet.WHITESPACE.skipOne(text, end, to)) > end; end = next) {
                last = end;
            }
            int match = end == to ? end : last;
            return match > from ? match : -1;
        }
    },
    /** {@code \s+}. */
    ALL {
        @Override
        public int match(byte[] text, int from, int to) {
            int end = CharSet.WHITESPACE.skip(text, from, to);
            return end > from ? end : -1;
        }
    };

    /** {@code \s+$}, for text of its own: the whitespace at the end becomes a part. */
    static void splitTrailing(byte[] text, int from, int to, Splitter.Parts parts) {
        int begin = to;
        for (int at = from; at < to; at += Utf8.length(text[at])) {
            if (!CharSet.WHITESPACE.contains(Utf8.codePoint(text, at))) {
                begin = to;
            } else if (begin == to) {
                begin = at;
            }
        }
        if (from < begin) {
            parts.accept(from, begin);
        }
        if (begin < to) {
            parts.accept(begin, to);
        }
    }
}
