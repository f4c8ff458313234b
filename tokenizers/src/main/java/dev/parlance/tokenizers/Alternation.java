package dev.parlance.tokenizers;

/**
 * Cuts text by a regular expression of alternatives, of which the first that matches counts: every match is a part, and
 * so is the text between two matches.
 */
final class Alternation implements Splitter, Finder {
    private final Matcher[] alternatives;

    Alternation(Matcher... alternatives) {
        this.alternatives = alternatives.clone();
    }

    @Override
    public void split(byte[] text, int from, int to, Parts parts) {
        int done = from;
        int at = from;
        while (at < to) {
            int end = match(text, at, to);
            if (end < 0) {
                at += Utf8.lengthFrom(text[at]);
            } else {
                if (done < at) {
                    parts.accept(done, at);
                }
                parts.accept(at, end);
                at = end;
                done = end;
            }
        }
        if (done < to) {
            parts.accept(done, to);
        }
    }

    @Override
    public void find(byte[] text, int from, int to, Finder.Matches matches) {
        for (int at = from; at < to;) {
            int end = match(text, at, to);
            if (end < 0) {
                at += Utf8.lengthFrom(text[at]);
            } else {
                matches.accept(at, end);
                at = end;
            }
        }
    }

    private int match(byte[] text, int from, int to) {
        for (Matcher alternative : alternatives) {
            int end = alternative.match(text, from, to);
            if (end >= 0) {
                return end;
            }
        }
        return -1;
    }
}
