package dev.parlance.testkit.sampling;

import dev.parlance.tokenizer.EncodeOptions;
import dev.parlance.tokenizer.TokenKind;
import dev.parlance.tokenizer.Tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A vocabulary of any pieces, for samplers that ask for texts: the id of a piece is its place in a list. A piece without
 * bytes is a control token. A text is cut from its beginning, the longest piece first.
 */
public final class PieceTokenizer implements Tokenizer {
    private final List<byte[]> pieces;
    private final Set<Integer> endTokens;

    /**
     * Makes it.
     *
     * @param pieces those of the tokens; need not be whole characters
     * @param endTokens ids of those that end a text
     */
    public PieceTokenizer(List<byte[]> pieces, Set<Integer> endTokens) {
        this.pieces = pieces.stream().map(byte[]::clone).toList();
        this.endTokens = Set.copyOf(endTokens);
    }

    /** Makes it for pieces that are whole characters. */
    public static PieceTokenizer of(String... pieces) {
        return new PieceTokenizer(
                Arrays.stream(pieces).map(piece -> piece.getBytes(StandardCharsets.UTF_8)).toList(), Set.of());
    }

    @Override
    public int size() {
        return pieces.size();
    }

    @Override
    public int[] encode(String text, EncodeOptions options) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<Integer> tokens = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += pieces.get(tokens.getLast()).length) {
            tokens.add(longest(bytes, at));
        }
        return tokens.stream().mapToInt(Integer::intValue).toArray();
    }

    private int longest(byte[] text, int at) {
        int best = -1;
        for (int i = 0; i < pieces.size(); i++) {
            byte[] piece = pieces.get(i);
            if (piece.length > (best < 0 ? 0 : pieces.get(best).length) && piece.length <= text.length - at
                    && Arrays.equals(text, at, at + piece.length, piece, 0, piece.length)) {
                best = i;
            }
        }
        if (best < 0) {
            throw new IllegalArgumentException("no piece spells byte " + at + " of the text");
        }
        return best;
    }

    @Override
    public String decode(int... tokens) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int token : tokens) {
            bytes.writeBytes(pieces.get(token));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] bytes(int token) {
        return pieces.get(token).clone();
    }

    @Override
    public String piece(int token) {
        return kind(token) == TokenKind.CONTROL ? "<" + token + ">" : decode(token);
    }

    @Override
    public TokenKind kind(int token) {
        return pieces.get(token).length == 0 ? TokenKind.CONTROL : TokenKind.NORMAL;
    }

    @Override
    public OptionalInt id(String piece) {
        return IntStream.range(0, size()).filter(token -> piece(token).equals(piece)).findFirst();
    }

    @Override
    public OptionalInt beginToken() {
        return OptionalInt.empty();
    }

    @Override
    public Set<Integer> endTokens() {
        return endTokens;
    }
}
