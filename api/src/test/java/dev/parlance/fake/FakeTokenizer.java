package dev.parlance.fake;

import dev.parlance.tokenizer.EncodeOptions;
import dev.parlance.tokenizer.TokenKind;
import dev.parlance.tokenizer.Tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * One token a byte of UTF-8, so that every character beyond ASCII is spread over tokens. Ids: {@link #BEGIN}, {@link #END},
 * then the bytes from 0 to 255.
 */
public final class FakeTokenizer implements Tokenizer {
    public static final int BEGIN = 0;
    public static final int END = 1;
    public static final int SIZE = 258;

    private static final int FIRST_BYTE = 2;
    private static final String BEGIN_PIECE = "<s>";
    private static final String END_PIECE = "</s>";

    /** Returns the token of a byte, given as -128 to 127 or as 0 to 255, or of an ASCII character. */
    public static int token(int value) {
        return FIRST_BYTE + (value & 0xFF);
    }

    /** Returns the tokens of a text alone. */
    public static int[] tokens(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return IntStream.range(0, bytes.length).map(i -> token(bytes[i])).toArray();
    }

    /** Returns the tokens of a text that begins. */
    public static int[] prompt(String text) {
        return IntStream.concat(IntStream.of(BEGIN), IntStream.of(tokens(text))).toArray();
    }

    /** Returns the tokens of a text alone as a list, to compare. */
    public static List<Integer> list(String text) {
        return list(tokens(text));
    }

    /** Returns tokens as a list, to compare. */
    public static List<Integer> list(int... tokens) {
        return Arrays.stream(tokens).boxed().toList();
    }

    @Override
    public int size() {
        return SIZE;
    }

    @Override
    public int[] encode(String text, EncodeOptions options) {
        IntStream.Builder ids = IntStream.builder();
        if (options.addSpecial()) {
            ids.add(BEGIN);
        }
        String rest = text;
        while (options.parseSpecial() && rest.contains(END_PIECE)) {
            int at = rest.indexOf(END_PIECE);
            IntStream.of(tokens(rest.substring(0, at))).forEach(ids::add);
            ids.add(END);
            rest = rest.substring(at + END_PIECE.length());
        }
        IntStream.of(tokens(rest)).forEach(ids::add);
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
        return token < FIRST_BYTE ? new byte[0] : new byte[]{(byte) (token - FIRST_BYTE)};
    }

    @Override
    public String piece(int token) {
        return switch (token) {
            case BEGIN -> BEGIN_PIECE;
            case END -> END_PIECE;
            default -> "<0x%02X>".formatted(token - FIRST_BYTE);
        };
    }

    @Override
    public TokenKind kind(int token) {
        return token < FIRST_BYTE ? TokenKind.CONTROL : TokenKind.BYTE;
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
