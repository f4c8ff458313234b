package com.example.characters;

import dev.parlance.ModelFormatException;
import dev.parlance.tokenizer.EncodeOptions;
import dev.parlance.tokenizer.TokenKind;
import dev.parlance.tokenizer.Tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/** One token for each character; a character without a token is spelled with those of its bytes, {@code <0x00>} to {@code <0xFF>}. */
final class Characters implements Tokenizer {
    private static final int REPLACEMENT = 0xFFFD;

    private final List<String> pieces;
    private final List<TokenKind> kinds;
    private final int begin;
    private final Map<String, Integer> ids = new HashMap<>();
    private final int[] byteTokens;
    private final List<String> control; // the longest first

    Characters(List<String> pieces, List<TokenKind> kinds, int begin) {
        this.pieces = List.copyOf(pieces);
        this.kinds = List.copyOf(kinds);
        this.begin = begin;
        for (int id = 0; id < pieces.size(); id++) {
            if (ids.put(pieces.get(id), id) != null) {
                throw new ModelFormatException(
                        "metadata key 'tokenizer.ggml.tokens': '" + pieces.get(id) + "' is there twice");
            }
        }
        byteTokens = IntStream.range(0, 256).map(b -> Optional.ofNullable(ids.get("<0x%02X>".formatted(b)))
                .orElseThrow(() -> new ModelFormatException(
                        "metadata key 'tokenizer.ggml.tokens': there is no token for the byte " + b)))
                .toArray();
        control = pieces.stream().filter(piece -> kind(ids.get(piece)) == TokenKind.CONTROL)
                .sorted((a, b) -> Integer.compare(b.length(), a.length())).toList();
    }

    @Override
    public int size() {
        return pieces.size();
    }

    @Override
    public int[] encode(String text, EncodeOptions options) {
        List<Integer> tokens = new ArrayList<>();
        if (options.addSpecial()) {
            tokens.add(begin);
        }
        for (int at = 0; at < text.length();) {
            Optional<String> spelled = options.parseSpecial() ? controlAt(text, at) : Optional.empty();
            if (spelled.isPresent()) {
                tokens.add(ids.get(spelled.get()));
                at += spelled.get().length();
            } else {
                int codePoint = text.codePointAt(at);
                addCharacter(Character.getType(codePoint) == Character.SURROGATE ? REPLACEMENT : codePoint, tokens);
                at += Character.charCount(codePoint);
            }
        }
        return tokens.stream().mapToInt(Integer::intValue).toArray();
    }

    private Optional<String> controlAt(String text, int at) {
        return control.stream().filter(piece -> text.startsWith(piece, at)).findFirst();
    }

    private void addCharacter(int codePoint, List<Integer> tokens) {
        String character = Character.toString(codePoint);
        Integer id = ids.get(character);
        if (id != null && kind(id) == TokenKind.NORMAL) {
            tokens.add(id);
        } else {
            for (byte b : character.getBytes(StandardCharsets.UTF_8)) {
                tokens.add(byteTokens[b & 0xFF]);
            }
        }
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
        return switch (kind(token)) {
            case NORMAL, USER_DEFINED -> piece(token).getBytes(StandardCharsets.UTF_8);
            case BYTE -> new byte[]{(byte) Integer.parseInt(piece(token), 3, 5, 16)};
            case UNKNOWN, CONTROL, UNUSED -> new byte[0];
        };
    }

    @Override
    public String piece(int token) {
        return pieces.get(token);
    }

    @Override
    public TokenKind kind(int token) {
        return kinds.get(token);
    }

    @Override
    public OptionalInt id(String piece) {
        Integer id = ids.get(piece);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    @Override
    public OptionalInt beginToken() {
        return OptionalInt.of(begin);
    }

    @Override
    public Set<Integer> endTokens() {
        Integer end = ids.get("</s>");
        return end == null ? Set.of() : Set.of(end);
    }
}
