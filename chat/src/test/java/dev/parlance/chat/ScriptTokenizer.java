package dev.parlance.chat;

import dev.parlance.spi.ModelMetadata;
import dev.parlance.spi.Support;
import dev.parlance.spi.TokenizerProvider;
import dev.parlance.tokenizer.EncodeOptions;
import dev.parlance.tokenizer.TokenKind;
import dev.parlance.tokenizer.Tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/** A token for each byte of UTF-8, one for {@code ab}, and control tokens after them. */
final class ScriptTokenizer implements Tokenizer {
    /** A token of two bytes: text can be tokenized in several ways. */
    static final int AB = 256;
    static final List<String> CONTROLS = List.of("<s>", "<|im_start|>", "<|im_end|>", "<|call|>", "<|im");
    static final int BEGIN = 257;
    static final int START_OF_TURN = 258;
    static final int END_OF_TURN = 259;
    static final int CALL = 260;
    static final int SIZE = 257 + CONTROLS.size();

    /** Makes it for every file. */
    public static final class Provider implements TokenizerProvider {
        @Override
        public String name() {
            return "script";
        }

        @Override
        public Support supports(ModelMetadata metadata) {
            return Support.yes(1);
        }

        @Override
        public Tokenizer create(ModelMetadata metadata) {
            return new ScriptTokenizer();
        }
    }

    @Override
    public int size() {
        return SIZE;
    }

    @Override
    public int[] encode(String text, EncodeOptions options) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        IntStream.Builder ids = IntStream.builder();
        if (options.addSpecial()) {
            ids.add(BEGIN);
        }
        for (int i = 0; i < bytes.length; i++) {
            boolean pair = bytes[i] == 'a' && i + 1 < bytes.length && bytes[i + 1] == 'b';
            ids.add(pair ? AB : bytes[i] & 0xFF);
            i += pair ? 1 : 0;
        }
        return ids.build().toArray();
    }

    @Override
    public String decode(int... tokens) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int token : tokens) {
            bytes.writeBytes(bytes(token));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] bytes(int token) {
        if (Objects.checkIndex(token, SIZE) == AB) {
            return new byte[]{'a', 'b'};
        }
        return token < AB ? new byte[]{(byte) token} : new byte[0];
    }

    @Override
    public String piece(int token) {
        return Objects.checkIndex(token, SIZE) > AB
                ? CONTROLS.get(token - AB - 1)
                : new String(bytes(token), StandardCharsets.ISO_8859_1);
    }

    @Override
    public TokenKind kind(int token) {
        return Objects.checkIndex(token, SIZE) < AB
                ? TokenKind.BYTE
                : token == AB ? TokenKind.NORMAL : TokenKind.CONTROL;
    }

    @Override
    public OptionalInt id(String piece) {
        return IntStream.range(0, SIZE).filter(token -> piece(token).equals(piece)).findFirst();
    }

    @Override
    public OptionalInt beginToken() {
        return OptionalInt.of(BEGIN);
    }

    @Override
    public Set<Integer> endTokens() {
        return Set.of(END_OF_TURN);
    }
}
