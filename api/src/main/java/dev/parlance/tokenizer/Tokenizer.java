package dev.parlance.tokenizer;

import dev.parlance.internal.Tokenizers;
import dev.parlance.spi.ModelMetadata;

import java.util.OptionalInt;
import java.util.Set;

/**
 * Turns text into token ids and back.
 *
 * <p>A tokenizer is immutable and thread-safe. Ids go from 0 to {@link #size} - 1; a method that gets another id throws
 * {@link IndexOutOfBoundsException}. A lone surrogate in a text counts as U+FFFD.
 */
public interface Tokenizer {

    /**
     * Makes the tokenizer that a model file's metadata describe, without an engine and without weights. Among the
     * {@linkplain dev.parlance.spi.TokenizerProvider providers} found that support it, the one with the highest priority
     * does it.
     *
     * @throws dev.parlance.ModelLoadException if none does, listing those found
     * @throws dev.parlance.ModelFormatException if the metadata are inconsistent
     */
    static Tokenizer of(ModelMetadata metadata) {
        return Tokenizers.create(metadata);
    }

    /** Returns the number of tokens in the vocabulary. */
    int size();

    /** Returns the ids of a text alone: no special tokens are added, none are parsed. */
    default int[] encode(String text) {
        return encode(text, EncodeOptions.PLAIN);
    }

    /** Returns the ids of a text. */
    int[] encode(String text, EncodeOptions options);

    /**
     * Returns the text of a sequence of tokens, the inverse of {@link #encode(String)} wherever the tokenizer loses
     * nothing. Control tokens have no text; bytes that are not valid UTF-8 become U+FFFD as in
     * {@link String#String(byte[], java.nio.charset.Charset)}.
     */
    String decode(int... tokens);

    /**
     * Returns the bytes, in UTF-8, that a token adds to a text that it continues: possibly a part of a character, and
     * none for a control token. The array is the caller's.
     */
    byte[] bytes(int token);

    /** Returns the vocabulary's own spelling of a token, such as {@code ▁the}, {@code <0x0A>} or {@code </s>}. */
    String piece(int token);

    /**
     * Returns a token's text for people to read: that of {@link #bytes}, U+FFFD for the parts that are not whole
     * characters, or {@link #piece} if it has no bytes.
     */
    default String text(int token) {
        byte[] bytes = bytes(token);
        return bytes.length == 0 ? piece(token) : new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    }

    /** Returns what a token is for. */
    TokenKind kind(int token);

    /** Returns the id with a given {@link #piece}, if there is one. */
    OptionalInt id(String piece);

    /** Returns the token that begins a text, if the model has one. */
    OptionalInt beginToken();

    /** Returns the tokens that end a generation: end of text, end of turn and the like. */
    Set<Integer> endTokens();
}
