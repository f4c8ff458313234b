package dev.parlance.tokenizers;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/**
 * Byte-level byte-pair encoding (Radford et al. 2019): a pre-tokenizer cuts the text into words; in each, from single
 * bytes on, the pair merges that comes first in the file's list.
 */
final class BytePairModel implements TextModel {
    private final Splitter splitter;
    private final WordEncoder words;

    /**
     * Makes a model.
     *
     * @param splitter cuts the text
     * @param words merges
     */
    BytePairModel(Splitter splitter, WordEncoder words) {
        this.splitter = splitter;
        this.words = words;
    }

    @Override
    public byte[] bytes(String piece) {
        byte @Nullable [] bytes = ByteAlphabet.bytes(piece);
        return bytes != null ? bytes : piece.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Session newSession(TokenList tokens) {
        WordEncoder.Session session = words.newSession(tokens);
        return (text, from, to, spacePrefix) -> splitter.split(text, from, to,
                (start, end) -> session.encode(text, start, end));
    }
}
