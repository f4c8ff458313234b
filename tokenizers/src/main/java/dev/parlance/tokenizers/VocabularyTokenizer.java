package dev.parlance.tokenizers;

import dev.parlance.ModelFormatException;
import dev.parlance.tokenizer.EncodeOptions;
import dev.parlance.tokenizer.Encoding;
import dev.parlance.tokenizer.TokenKind;
import dev.parlance.tokenizer.Tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;

/** A tokenizer of a vocabulary: everything but how text becomes tokens. */
abstract class VocabularyTokenizer implements Tokenizer {
    private static final byte[] NO_BYTES = {};

    private final Vocabulary vocabulary;
    private final SpecialTokens special;

    /**
     * Makes a tokenizer.
     *
     * @throws ModelFormatException if a byte token is not spelled like one
     */
    VocabularyTokenizer(Vocabulary vocabulary, SpecialTokens special) {
        this.vocabulary = vocabulary;
        this.special = special;
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.kind(id) == TokenKind.BYTE) {
                byteOf(id);
            }
        }
    }

    @Override
    public int size() {
        return vocabulary.size();
    }

    @Override
    public int[] encode(String text, EncodeOptions options) {
        byte[] utf8 = Utf8.encode(text);
        TokenList tokens = TokenList.ofIds(utf8.length / 3 + 2);
        encodeWithSpecial(utf8, options, tokens);
        return tokens.ids();
    }

    @Override
    public int count(String text, EncodeOptions options) {
        TokenList tokens = TokenList.counting();
        encodeWithSpecial(Utf8.encode(text), options, tokens);
        return tokens.size();
    }

    @Override
    public Encoding encodeWithSpans(String text, EncodeOptions options) {
        byte[] utf8 = Utf8.encode(text);
        TokenList tokens = TokenList.ofSpans(utf8.length / 3 + 2);
        encodeWithSpecial(utf8, options, tokens);
        int[] begins = tokens.begins();
        int[] ends = tokens.ends();
        Utf8.toCharacters(utf8, begins, ends);
        return new Encoding(tokens.ids(), begins, ends);
    }

    private void encodeWithSpecial(byte[] utf8, EncodeOptions options, TokenList tokens) {
        if (options.addSpecial()) {
            special.before().forEach(id -> tokens.add(id, 0, 0));
        }
        encode(utf8, options, tokens);
        if (options.addSpecial()) {
            special.after().forEach(id -> tokens.add(id, utf8.length, utf8.length));
        }
    }

    /** Adds the tokens of a text in UTF-8, without those that are added around it. */
    abstract void encode(byte[] utf8, EncodeOptions options, TokenList tokens);

    /** Returns the bytes of text, in UTF-8, that the piece of a normal token stands for. */
    abstract byte[] textBytes(String piece);

    /** Returns whether the blank that the first token begins with was put in front of the text. */
    abstract boolean stripsBlank();

    /** Returns whether the blank that the last token ends with is only there to end a word. */
    boolean stripsLastBlank() {
        return false;
    }

    /**
     * {@inheritDoc}
     *
     * <p>The one blank that {@link #encode} puts in front of the text is taken away again, and so is the one after the
     * last word if it is all that ends words.
     */
    @Override
    public String decode(int... tokens) {
        ByteArrayOutputStream text = new ByteArrayOutputStream(4 * tokens.length);
        boolean strip = stripsBlank();
        for (int token : tokens) {
            byte[] bytes = bytes(token);
            if (bytes.length > 0) {
                // A user-defined token is found before the blank is put in front, so that its blanks are the text's.
                int from = strip && bytes[0] == ' ' && kind(token) != TokenKind.USER_DEFINED ? 1 : 0;
                text.write(bytes, from, bytes.length - from);
                strip = false;
            }
        }
        String decoded = text.toString(StandardCharsets.UTF_8);
        return stripsLastBlank() && decoded.endsWith(" ") ? decoded.substring(0, decoded.length() - 1) : decoded;
    }

    @Override
    public byte[] bytes(int token) {
        String piece = piece(token);
        return switch (vocabulary.kind(token)) {
            case NORMAL -> textBytes(piece);
            case USER_DEFINED -> piece.getBytes(StandardCharsets.UTF_8);
            case BYTE -> new byte[]{byteOf(token)};
            case UNKNOWN, CONTROL, UNUSED -> NO_BYTES;
        };
    }

    /** Reads the value of a byte token, such as {@code <0x0A>}. */
    private byte byteOf(int token) {
        String piece = vocabulary.piece(token);
        int value = ByteTokens.value(piece);
        if (value >= 0) {
            return (byte) value;
        }
        throw new ModelFormatException("metadata key 'tokenizer.ggml.tokens': token " + token + ", '" + piece
                + "', is of the type byte, but not spelled like one, such as '<0x0A>'");
    }

    @Override
    public String piece(int token) {
        return vocabulary.piece(Objects.checkIndex(token, size()));
    }

    @Override
    public TokenKind kind(int token) {
        return vocabulary.kind(Objects.checkIndex(token, size()));
    }

    @Override
    public OptionalInt id(String piece) {
        return vocabulary.id(piece);
    }

    @Override
    public OptionalInt beginToken() {
        return special.begin();
    }

    @Override
    public Set<Integer> endTokens() {
        return special.endTokens();
    }
}
