package dev.parlance.tokenizers;

/** The ways in which numbers are cut into groups of three from their end. */
enum DigitGroups implements Splitter {
    /**
     * Groups of {@code \p{N}}. As in llama.cpp, what is before a number is not cut off from its first group; the rules
     * that follow see them together.
     */
    WITH_TEXT_BEFORE {
        @Override
        public void split(byte[] text, int from, int to, Parts parts) {
            int done = from;
            int at = from;
            while (at < to) {
                int next = CharSet.NUMBERS.skipOne(text, at, to);
                if (next == at) {
                    at += Utf8.lengthFrom(text[at]);
                    continue;
                }
                int numberEnd = CharSet.NUMBERS.skip(text, at, to);
                for (int left = Utf8.count(text, at, numberEnd); left > 0; left--) {
                    at += Utf8.lengthFrom(text[at]);
                    if ((left - 1) % GROUP == 0) {
                        parts.accept(done, at);
                        done = at;
                    }
                }
            }
            if (done < to) {
                parts.accept(done, to);
            }
        }
    },
    /** Before the groups of {@code [0-9]}: {@code (?=(\d{3})+(?!\d))}. */
    ASCII {
        @Override
        public void split(byte[] text, int from, int to, Parts parts) {
            int done = from;
            int at = from;
            while (at < to) {
                int numberEnd = at;
                while (numberEnd < to && text[numberEnd] >= '0' && text[numberEnd] <= '9') {
                    numberEnd++;
                }
                for (; at < numberEnd; at++) {
                    if ((numberEnd - at) % GROUP == 0 && at > done) {
                        parts.accept(done, at);
                        done = at;
                    }
                }
                at = Math.max(at + 1, numberEnd);
            }
            if (done < to) {
                parts.accept(done, to);
            }
        }
    };

    private static final int GROUP = 3;
}
