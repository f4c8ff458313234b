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

/**
 * A tokenizer of a vocabulary: finds special tokens in the text and leaves what is between them to the model.
 */
final class VocabularyTokenizer implements Tokenizer {
    private static final byte[] NO_BYTES = {};

    private final Vocabulary vocabulary;
    private final SpecialTokens special;
    private final AddedTokens userDefined;
    private final AddedTokens allSpecial;
    private final TextModel model;
    private final boolean addSpacePrefix;

    /**
     * Makes a tokenizer.
     *
     * @param stripping the special tokens that swallow whitespace
     * @param addSpacePrefix whether text gets a blank in front of it, at the beginning and after a special token
     * @throws ModelFormatException if a byte token is not spelled like one
     */
    VocabularyTokenizer(Vocabulary vocabulary, SpecialTokens special, Stripping stripping, TextModel model,
            boolean addSpacePrefix) {
        this.vocabulary = vocabulary;
        this.special = special;
        this.userDefined = new AddedTokens(vocabulary, Set.of(TokenKind.USER_DEFINED), stripping);
        this.allSpecial = new AddedTokens(vocabulary,
                Set.of(TokenKind.USER_DEFINED, TokenKind.CONTROL, TokenKind.UNKNOWN), stripping);
        this.model = model;
        this.addSpacePrefix = addSpacePrefix;
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
        encode(utf8, options, tokens);
        return tokens.ids();
    }

    @Override
    public int count(String text, EncodeOptions options) {
        TokenList tokens = TokenList.counting();
        encode(Utf8.encode(text), options, tokens);
        return tokens.size();
    }

    @Override
    public Encoding encodeWithSpans(String text, EncodeOptions options) {
        byte[] utf8 = Utf8.encode(text);
        TokenList tokens = TokenList.ofSpans(utf8.length / 3 + 2);
        encode(utf8, options, tokens);
        int[] begins = tokens.begins();
        int[] ends = tokens.ends();
        Utf8.toCharacters(utf8, begins, ends);
        return new Encoding(tokens.ids(), begins, ends);
    }

    private void encode(byte[] utf8, EncodeOptions options, TokenList tokens) {
        if (options.addSpecial()) {
            special.before().forEach(id -> tokens.add(id, 0, 0));
        }
        TextModel.Session session = model.newSession(tokens);
        AddedTokens added = options.parseSpecial() ? allSpecial : userDefined;
        added.split(utf8, new AddedTokens.Fragments() {
            private boolean first = true;

            @Override
            public void text(int from, int to) {
                session.encode(utf8, from, to, first && addSpacePrefix);
                first = false;
            }

            @Override
            public void token(int id, int from, int to) {
                tokens.add(id, from, to);
                first = true;
            }
        });
        if (options.addSpecial()) {
            special.after().forEach(id -> tokens.add(id, utf8.length, utf8.length));
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>The one blank that {@link #encode} puts in front of the text is taken away again.
     */
    @Override
    public String decode(int... tokens) {
        ByteArrayOutputStream text = new ByteArrayOutputStream(4 * tokens.length);
        boolean strip = addSpacePrefix;
        for (int token : tokens) {
            byte[] bytes = bytes(token);
            if (bytes.length > 0) {
                // A user-defined token is found before the blank is put in front, so that its blanks are the text's.
                int from = strip && bytes[0] == ' ' && kind(token) != TokenKind.USER_DEFINED ? 1 : 0;
                text.write(bytes, from, bytes.length - from);
                strip = false;
            }
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] bytes(int token) {
        String piece = piece(token);
        return switch (vocabulary.kind(token)) {
            case NORMAL -> model.bytes(piece);
            case USER_DEFINED -> piece.getBytes(StandardCharsets.UTF_8);
            case BYTE -> new byte[]{byteOf(token)};
            case UNKNOWN, CONTROL, UNUSED -> NO_BYTES;
        };
    }

    /** Reads the value of a byte token, such as {@code <0x0A>}. */
    private byte byteOf(int token) {
        String piece = vocabulary.piece(token);
        if (piece.length() == 6 && piece.startsWith("<0x") && piece.endsWith(">")) {
            int high = Character.digit(piece.charAt(3), 16);
            int low = Character.digit(piece.charAt(4), 16);
            if (high >= 0 && low >= 0) {
                return (byte) ((high << 4) | low);
            }
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
