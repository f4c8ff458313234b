package dev.parlance.tokenizers;

/** Drops whitespace, makes text lower-case if wanted, and leaves the words to another model. */
final class WhitespaceModel implements TextModel {
    private static final CharSet WORD = CharSet.WHITESPACE.complement();

    private final TextModel words;
    private final boolean lowercase;

    WhitespaceModel(TextModel words, boolean lowercase) {
        this.words = words;
        this.lowercase = lowercase;
    }

    @Override
    public byte[] bytes(String piece) {
        return words.bytes(piece);
    }

    @Override
    public Session newSession(TokenList tokens) {
        Session session = words.newSession(tokens);
        NormalizedText word = new NormalizedText(64, tokens.isTracking());
        return (text, from, to, spacePrefix) -> {
            tokens.enter(word);
            for (int begin = CharSet.WHITESPACE.skip(text, from, to); begin < to;) {
                int end = WORD.skip(text, begin, to);
                word.clear();
                for (int at = begin, next; at < end; at = next) {
                    next = at + Utf8.lengthFrom(text[at]);
                    int codePoint = Utf8.codePoint(text, at);
                    word.addCodePoint(lowercase ? UnicodeVersion.toLowerCase(codePoint) : codePoint, at, next);
                }
                session.encode(word.bytes(), 0, word.length(), false);
                begin = CharSet.WHITESPACE.skip(text, end, to);
            }
            tokens.leave(word);
        };
    }
}
