package dev.parlance.tokenizers;

import dev.parlance.tokenizer.TokenKind;
import dev.parlance.tokenizer.Tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A vocabulary made up by a test, token by token. */
final class MadeUp {
    private final List<String> pieces = new ArrayList<>();
    private final List<TokenKind> kinds = new ArrayList<>();
    private final List<Float> scores = new ArrayList<>();
    private final List<String> merges = new ArrayList<>();
    private final MapMetadata metadata = new MapMetadata();
    private final boolean bytePair;

    private MadeUp(boolean bytePair) {
        this.bytePair = bytePair;
    }

    /** Begins a SentencePiece vocabulary with the tokens that every one has; 256 byte tokens follow if wanted. */
    static MadeUp sentencePiece(boolean withBytes) {
        MadeUp vocabulary = new MadeUp(false);
        vocabulary.metadata.with("model", "llama");
        vocabulary.add(TokenKind.UNKNOWN, "<unk>").add(TokenKind.CONTROL, "<s>", "</s>");
        return withBytes ? vocabulary.addBytes() : vocabulary;
    }

    /** Begins a byte-level vocabulary with all bytes. */
    static MadeUp bytePair(String preTokenizer) {
        MadeUp vocabulary = new MadeUp(true);
        vocabulary.metadata.with("model", "gpt2").with("pre", preTokenizer);
        for (int b = 0; b < 256; b++) {
            vocabulary.add(TokenKind.NORMAL, byteCharacter(b));
        }
        return vocabulary;
    }

    /** Begins an empty vocabulary of a kind that has scores. */
    static MadeUp scored(String kind) {
        MadeUp vocabulary = new MadeUp(false);
        vocabulary.metadata.with("model", kind);
        return vocabulary;
    }

    /** Begins a vocabulary of a kind that has merges of characters, with byte tokens. */
    static MadeUp characterPair(String kind, String preTokenizer) {
        MadeUp vocabulary = new MadeUp(true);
        vocabulary.metadata.with("model", kind).with("pre", preTokenizer).with("bos_token_id", 0);
        return vocabulary.add(TokenKind.CONTROL, "<s>").addBytes();
    }

    /** Adds a token for every byte. */
    MadeUp addBytes() {
        for (int b = 0; b < 256; b++) {
            add(TokenKind.BYTE, "<0x%02X>".formatted(b));
        }
        return this;
    }

    /** Returns the character for a byte, found without the code under test. */
    static String byteCharacter(int b) {
        int shift = b < 0x21 ? 0x100 + b : b < 0x7F ? b : b < 0xA1 ? 0x121 + b - 0x7F : b == 0xAD ? 0x143 : b;
        return Character.toString(shift);
    }

    MadeUp add(TokenKind kind, String... added) {
        for (String piece : added) {
            scored(kind, piece, 0);
        }
        return this;
    }

    MadeUp normal(String... added) {
        return add(TokenKind.NORMAL, added);
    }

    MadeUp scored(TokenKind kind, String piece, float score) {
        pieces.add(piece);
        kinds.add(kind);
        scores.add(score);
        return this;
    }

    /** Adds a merge and the token that it makes. */
    MadeUp merge(String left, String right) {
        merges.add(left + " " + right);
        if (!pieces.contains(left + right)) {
            normal(left + right);
        }
        return this;
    }

    MadeUp with(String key, Object value) {
        metadata.with(key, value);
        return this;
    }

    int id(String piece) {
        return pieces.indexOf(piece);
    }

    int[] ids(String... wanted) {
        return Arrays.stream(wanted).mapToInt(this::id).toArray();
    }

    /** Returns the metadata; what a test has set stays. */
    MapMetadata metadata() {
        putIfAbsent("tokens", List.copyOf(pieces));
        putIfAbsent("token_type", kinds.stream().mapToInt(MadeUp::type).toArray());
        if (bytePair) {
            putIfAbsent("merges", List.copyOf(merges));
        } else {
            float[] all = new float[scores.size()];
            for (int i = 0; i < all.length; i++) {
                all[i] = scores.get(i);
            }
            putIfAbsent("scores", all);
        }
        return metadata;
    }

    private static int type(TokenKind kind) {
        return switch (kind) {
            case NORMAL -> 1;
            case UNKNOWN -> 2;
            case CONTROL -> 3;
            case USER_DEFINED -> 4;
            case UNUSED -> 5;
            case BYTE -> 6;
        };
    }

    private void putIfAbsent(String key, Object value) {
        if (!metadata.contains("tokenizer.ggml." + key)) {
            metadata.with(key, value);
        }
    }

    Tokenizer tokenizer() {
        return SharedFiles.create(metadata());
    }
}
