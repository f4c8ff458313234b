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

    /**
     * Cuts a part that is whitespace and does not end in a line break into 512, 256, 128, 64, 32, 16, 8, 4, 2 and 1
     * characters, the most first; any other part stays.
     */
    static void splitInPowersOfTwo(byte[] text, int from, int to, Splitter.Parts parts) {
        int last = to - 1;
        while (text[last] < (byte) 0xC0) {
            last--;
        }
        boolean lineBreak = text[last] == '\n' || text[last] == '\r';
        if (lineBreak || !CharSet.WHITESPACE.contains(Utf8.codePoint(text, last))) {
            parts.accept(from, to);
            return;
        }
        int at = from;
        for (int left = Utf8.count(text, from, to); left > 0;) {
            int taken = Math.min(512, Integer.highestOneBit(left));
            left -= taken;
            int end = at;
            for (; taken > 0; taken--) {
                end += Utf8.lengthFrom(text[end]);
            }
            parts.accept(at, end);
            at = end;
        }
    }

    /** {@code \s+$}, where {@code $} is before line feeds, too: whitespace up to the last of these in a row. */
    static void findAtLineEnds(byte[] text, int from, int to, Finder.Matches matches) {
        for (int at = from, next; at < to; at = next) {
            next = CharSet.WHITESPACE.skip(text, at, to);
            int end = next == to ? to : next - 1;
            while (end > at && end < to && text[end] != '\n') {
                end--;
            }
            if (at < end) {
                matches.accept(at, end);
            }
            next = next == at ? at + Utf8.lengthFrom(text[at]) : next;
        }
    }

    /** {@code \s+$}, for text of its own: the whitespace at the end becomes a part. */
    static void splitTrailing(byte[] text, int from, int to, Splitter.Parts parts) {
        int begin = to;
        for (int at = from; at < to; at += Utf8.lengthFrom(text[at])) {
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
