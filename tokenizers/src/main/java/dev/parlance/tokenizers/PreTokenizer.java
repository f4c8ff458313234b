package dev.parlance.tokenizers;

/**
 * What the name in {@code tokenizer.ggml.pre} stands for.
 *
 * @param splitter cuts text into the words within which merging takes place
 * @param ignoresMerges whether a word that is a token becomes that token, wherever merging would lead
 * @param addsBegin whether a text gets a begin-of-text token if the file does not say
 */
record PreTokenizer(Splitter splitter, boolean ignoresMerges, boolean addsBegin) {

    /** One that only cuts. */
    static PreTokenizer of(Splitter splitter) {
        return new PreTokenizer(splitter, false, false);
    }

    PreTokenizer ignoringMerges() {
        return new PreTokenizer(splitter, true, addsBegin);
    }

    PreTokenizer addingBegin() {
        return new PreTokenizer(splitter, ignoresMerges, true);
    }
}
