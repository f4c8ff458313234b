package dev.parlance.testkit.sampling;

import dev.parlance.tokenizer.EncodeOptions;
import dev.parlance.tokenizer.TokenKind;
import dev.parlance.tokenizer.Tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** A vocabulary in which each token's text is its id in decimal, for samplers that ask for texts. */
public final class NumberTokenizer implements Tokenizer {
    /** Makes it. */
    public NumberTokenizer() {}

    @Override
    public int size() {
        return 1 << 20;
    }

    @Override
    public int[] encode(String text, EncodeOptions options) {
        return new int[]{Integer.parseInt(text)};
    }

    @Override
    public String decode(int... tokens) {
        return Arrays.stream(tokens).mapToObj(this::piece).collect(Collectors.joining());
    }

    @Override
    public byte[] bytes(int token) {
        return piece(token).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String piece(int token) {
        return Integer.toString(token);
    }

    @Override
    public TokenKind kind(int token) {
        return TokenKind.NORMAL;
    }

    @Override
    public OptionalInt id(String piece) {
        return OptionalInt.of(Integer.parseInt(piece));
    }

    @Override
    public OptionalInt beginToken() {
        return OptionalInt.empty();
    }

    @Override
    public Set<Integer> endTokens() {
        return Set.of();
    }
}
