package dev.parlance.tokenizer;

import dev.parlance.internal.TokenizerFile;
import dev.parlance.internal.Tokenizers;
import dev.parlance.spi.ModelMetadata;

import java.nio.file.Path;
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

    /**
     * Makes the tokenizer that a file of Hugging Face's library describes, a {@code tokenizer.json}.
     *
     * @throws dev.parlance.ModelLoadException if the file can not be read, or no provider supports it
     * @throws dev.parlance.ModelFormatException if it is none, or has something that is not supported
     */
    static Tokenizer read(Path tokenizerJson) {
        return Tokenizers.create(TokenizerFile.read(tokenizerJson));
    }

    /** Returns the number of tokens in the vocabulary. */
    int size();

    /** Returns the ids of a text alone: no special tokens are added, none are parsed. */
    default int[] encode(String text) {
        return encode(text, EncodeOptions.PLAIN);
    }

    /** Returns the ids of a text. */
    int[] encode(String text, EncodeOptions options);

    /** Returns how many tokens a text alone has: no special tokens are added, none are parsed. */
    default int count(String text) {
        return count(text, EncodeOptions.PLAIN);
    }

    /**
     * Returns how many ids {@link #encode(String, EncodeOptions)} gives.
     *
     * @implSpec encodes the text; a tokenizer that can count without an array of ids should
     */
    default int count(String text, EncodeOptions options) {
        return encode(text, options).length;
    }

    /**
     * Returns the ids of a text and what part of it each stands for.
     *
     * @throws UnsupportedOperationException if this tokenizer can not say
     * @implSpec walks along the text by the {@link #bytes} of the tokens, which works for a tokenizer whose tokens spell
     *     the text, with no more than a blank put in front of it and after special tokens
     */
    default Encoding encodeWithSpans(String text, EncodeOptions options) {
        return Spans.align(this, text, encode(text, options), options.parseSpecial());
    }

    /**
     * Returns the beginning of a text that has at most some number of tokens, cut between two characters: all of it if
     * that is few enough, or else as much as the first tokens of the text cover, and less where the piece left would be
     * encoded in more tokens than that. It is empty if even the special tokens that the options add are too many.
     *
     * @param maxTokens how many tokens there may be, with those that the options add
     * @throws IllegalArgumentException if there may be less than none
     * @throws UnsupportedOperationException if this tokenizer can not say where tokens are
     */
    default String cut(String text, int maxTokens, EncodeOptions options) {
        return Spans.cut(this, text, maxTokens, options);
    }

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
