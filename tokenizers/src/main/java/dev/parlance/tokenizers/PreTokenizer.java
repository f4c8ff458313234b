package dev.parlance.tokenizers;

/**
 * What the name in {@code tokenizer.ggml.pre} stands for.
 *
 * @param splitter cuts text into the words within which merging takes place
 * @param spelling what merging starts from
 * @param ignoresMerges whether a word that is a token becomes that token, wherever merging would lead
 * @param beginToken whether a text gets a begin-of-text token
 */
record PreTokenizer(Splitter splitter, Spelling spelling, boolean ignoresMerges, BeginToken beginToken) {

    /** What pieces consist of. */
    enum Spelling {
        /** Bytes, each as a printable character. */
        BYTES,
        /** Characters. */
        CHARACTERS,
        /** Characters, U+2581 for blanks. */
        ESCAPED_CHARACTERS,
        /** As {@link #ESCAPED_CHARACTERS}; line feeds that are a token together become that token. */
        ESCAPED_CHARACTERS_AND_LINES,
        /** Bytes; there need not be merges. */
        BYTES_ALONE
    }

    /** What holds for the begin-of-text token. */
    enum BeginToken {
        /** It is added if the file says so. */
        ON_REQUEST,
        /** It is added unless the file says otherwise. */
        BY_DEFAULT,
        /** It is added whatever the file says. */
        ALWAYS
    }

    /** One that only cuts. */
    static PreTokenizer of(Splitter splitter) {
        return new PreTokenizer(splitter, Spelling.BYTES, false, BeginToken.ON_REQUEST);
    }

    PreTokenizer spelledIn(Spelling spelling) {
        return new PreTokenizer(splitter, spelling, ignoresMerges, beginToken);
    }

    PreTokenizer ignoringMerges() {
        return new PreTokenizer(splitter, spelling, true, beginToken);
    }

    PreTokenizer addingBegin(BeginToken when) {
        return new PreTokenizer(splitter, spelling, ignoresMerges, when);
    }
}
