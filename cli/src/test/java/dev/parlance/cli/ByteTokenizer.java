package dev.parlance.cli;

import dev.parlance.spi.ModelMetadata;
import dev.parlance.spi.Support;
import dev.parlance.spi.TokenizerProvider;
import dev.parlance.tokenizer.EncodeOptions;
import dev.parlance.tokenizer.TokenKind;
import dev.parlance.tokenizer.Tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/** A token for each byte of UTF-8, its id the byte; and two more that begin and end a text. */
final class ByteTokenizer implements Tokenizer {
    static final int BEGIN = 256;
    static final int END = 257;
    static final int SIZE = 258;

    /** Makes it for files whose vocabulary is called {@code bytes}. */
    public static final class Provider implements TokenizerProvider {
        @Override
        public String name() {
            return "bytes";
        }

        @Override
        public Support supports(ModelMetadata metadata) {
            return metadata.string("tokenizer.ggml.model", "").equals("bytes")
                    ? Support.yes(1)
                    : Support.no("only for tests");
        }

        @Override
        public Tokenizer create(ModelMetadata metadata) {
            return new ByteTokenizer();
        }
    }

    @Override
    public int size() {
        return SIZE;
    }

    @Override
    public int[] encode(String text, EncodeOptions options) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        IntStream ids = IntStream.range(0, bytes.length).map(i -> bytes[i] & 0xFF);
        return (options.addSpecial() ? IntStream.concat(IntStream.of(BEGIN), ids) : ids).toArray();
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
        return Objects.checkIndex(token, SIZE) < BEGIN ? new byte[]{(byte) token} : new byte[0];
    }

    @Override
    public String piece(int token) {
        return switch (Objects.checkIndex(token, SIZE)) {
            case BEGIN -> "<s>";
            case END -> "</s>";
            default -> new String(bytes(token), StandardCharsets.ISO_8859_1);
        };
    }

    @Override
    public TokenKind kind(int token) {
        return Objects.checkIndex(token, SIZE) < BEGIN ? TokenKind.BYTE : TokenKind.CONTROL;
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
        return Set.of(END);
    }
}
