package dev.parlance.gguf;

/** Names from a file in messages: they may be long, or hold line breaks that would forge lines of a log. */
final class Quoted {
    private static final int MAX_LENGTH = 80;

    private Quoted() {}

    /** Returns a name in quotes, its start only if it is long, with control characters escaped. */
    static String name(String name) {
        StringBuilder quoted = new StringBuilder("'");
        name.codePoints().limit(MAX_LENGTH).forEach(c -> {
            if (Character.isISOControl(c)) {
                quoted.append(String.format("\\u%04X", c));
            } else {
                quoted.appendCodePoint(c);
            }
        });
        return quoted.append(name.codePointCount(0, name.length()) > MAX_LENGTH ? "...'" : "'").toString();
    }
}
