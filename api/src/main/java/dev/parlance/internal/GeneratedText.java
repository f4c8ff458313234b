package dev.parlance.internal;

import java.util.List;

/**
 * The text of a generation as it grows: joins the bytes of tokens to characters, ends at a stop string, and knows how
 * much of it is certain. Certain text is never taken back.
 */
final class GeneratedText {
    private final StringBuilder text = new StringBuilder();
    private final Utf8Assembler assembler = new Utf8Assembler();
    private final StopMatcher stops;
    private int certain;

    GeneratedText(List<String> stops) {
        this.stops = new StopMatcher(stops);
    }

    /** Adds a token's bytes; returns whether a stop string ended the text, after which nothing may be added. */
    boolean append(byte[] token) {
        int known = text.length();
        assembler.append(token, text);
        if (cutAtStop(known)) {
            return true;
        }
        certain = stops.certain(text);
        return false;
    }

    /**
     * Ends the text: what was held back is certain now, and an incomplete character becomes U+FFFD; returns whether that
     * completed a stop string.
     */
    boolean end() {
        int known = text.length();
        assembler.finish(text);
        if (cutAtStop(known)) {
            return true;
        }
        certain = text.length();
        return false;
    }

    private boolean cutAtStop(int known) {
        int stop = stops.find(text, known);
        if (stop < 0) {
            return false;
        }
        text.setLength(stop);
        certain = stop;
        return true;
    }

    /** Returns how many characters are certain. */
    int certain() {
        return certain;
    }

    /** Returns the certain characters from a position on. */
    String certainFrom(int begin) {
        return text.substring(begin, certain);
    }

    /** Returns all that is there, certain or not. */
    @Override
    public String toString() {
        return text.toString();
    }
}
