package dev.parlance.testkit.text;

import dev.parlance.gguf.GgufType;
import dev.parlance.gguf.GgufValue;
import dev.parlance.gguf.GgufWriter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Vocabularies of every kind, written as files that llama.cpp loads. Their pieces are random, so that no text is easy:
 * how a text was cut and in which order pieces merged shows in the ids.
 */
public final class MadeUpVocabulary {
    private static final int NORMAL = 1;
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;
    private static final int UNUSED = 5;
    private static final int BYTE = 6;

    private final GgufWriter file = new GgufWriter();
    private final Map<String, Integer> types = new LinkedHashMap<>(); // by piece
    private final List<Float> scores = new ArrayList<>();
    private final List<String> merges = new ArrayList<>();
    private final Random random = new Random(20260);

    private MadeUpVocabulary(String kind) {
        file.metadata("general.architecture", GgufValue.string("llama"));
        file.metadata("tokenizer.ggml.model", GgufValue.string(kind));
    }

    /** The kinds that have no pre-tokenizer. */
    public static List<String> kinds() {
        return List.of("llama", "llama without prefix", "bert", "bert cased", "t5", "t5 plain", "rwkv", "plamo2",
                "gemma4",
                "whitespace", "hybriddna");
    }

    /** Writes the vocabulary of a kind. */
    public static void write(String kind, Path path) throws IOException {
        MadeUpVocabulary made = new MadeUpVocabulary(kind.split(" ", -1)[0]);
        switch (kind) {
            case "llama", "llama without prefix" -> made.sentencePiece(kind.equals("llama"));
            case "bert", "bert cased" -> made.wordPiece(kind.equals("bert"));
            case "t5", "t5 plain" -> made.unigram(kind.equals("t5"));
            case "rwkv" -> made.rwkv();
            case "plamo2" -> made.plamo2();
            case "gemma4" -> made.characterPairs(true);
            case "whitespace" -> made.whitespace();
            case "hybriddna" -> made.dna();
            default -> throw new IllegalArgumentException(kind);
        }
        made.finish(path);
    }

    /** Writes a vocabulary for a pre-tokenizer, with byte-level merges for most. */
    public static void writePreTokenizer(String name, Path path) throws IOException {
        MadeUpVocabulary made = new MadeUpVocabulary(name.equals("whitespace") ? "whitespace" : "gpt2");
        made.file.metadata("tokenizer.ggml.pre", GgufValue.string(name));
        switch (name) {
            case "gemma4", "granite-embed-multi-311m", "sarvam-moe" -> made.characterPairs(true);
            case "whitespace" -> made.characterPairs(false);
            default -> made.bytePairs();
        }
        made.finish(path);
    }

    private MadeUpVocabulary add(String piece, int type, float score) {
        if (types.putIfAbsent(piece, type) == null) {
            scores.add(score);
        }
        return this;
    }

    private MadeUpVocabulary add(String piece, int type) {
        return add(piece, type, -random.nextInt(40) / 4f);
    }

    private void special() {
        add("<unk>", UNKNOWN).add("<s>", CONTROL).add("</s>", CONTROL).add("<mask>", CONTROL);
        role("bos", 1).role("eos", 2).role("unknown", 0);
    }

    private MadeUpVocabulary role(String name, int id) {
        file.metadata("tokenizer.ggml." + name + "_token_id", GgufValue.uint32(id));
        return this;
    }

    private void flag(String name, boolean value) {
        file.metadata("tokenizer.ggml." + name, GgufValue.bool(value));
    }

    /** Adds what texts have in them, whole and in parts, so that there is always something to find. */
    private Set<String> parts(int count) {
        Set<String> parts = new LinkedHashSet<>();
        for (String text : AwkwardTexts.parts()) {
            text.codePoints().forEach(c -> parts.add(Character.toString(c)));
        }
        for (char c = ' '; c < 0x7F; c++) {
            parts.add(String.valueOf(c));
        }
        List<String> words = AwkwardTexts.parts();
        while (parts.size() < count) {
            String text = words.get(random.nextInt(words.size())) + words.get(random.nextInt(words.size()));
            int[] codePoints = text.codePoints().toArray();
            int begin = random.nextInt(codePoints.length);
            int length = 1 + random.nextInt(Math.min(5, codePoints.length - begin));
            parts.add(new String(codePoints, begin, length));
        }
        parts.removeIf(part -> part.startsWith("<") || part.endsWith(">") || part.contains("\u0000"));
        return parts;
    }

    private void bytes() {
        for (int b = 0; b < 256; b++) {
            add("<0x%02X>".formatted(b), BYTE, 0);
        }
    }

    private void sentencePiece(boolean prefix) {
        special();
        bytes();
        if (!prefix) {
            flag("add_space_prefix", false);
        }
        add("xab", USER_DEFINED).add("  中", USER_DEFINED);
        parts(2500).forEach(part -> add(part.replace(' ', '▁'), NORMAL));
    }

    private void wordPiece(boolean lowercase) {
        add("[PAD]", CONTROL).add("[UNK]", UNKNOWN).add("[CLS]", CONTROL).add("[SEP]", CONTROL).add("[MASK]", CONTROL);
        role("bos", 2).role("unknown", 1);
        role("seperator", 3);
        flag("normalizer.lowercase", lowercase);
        for (String part : parts(2500)) {
            String piece = (lowercase && random.nextInt(4) > 0 ? part.toLowerCase(Locale.ROOT) : part).strip();
            if (!piece.isEmpty()) {
                add("▁" + piece, NORMAL);
                add(piece, random.nextInt(20) == 0 ? UNUSED : NORMAL);
            }
        }
        add("▁", NORMAL);
    }

    private void unigram(boolean rich) {
        add("<pad>", CONTROL).add("</s>", CONTROL).add("<unk>", UNKNOWN);
        if (rich) {
            flag("add_space_prefix", true);
            flag("remove_extra_whitespaces", true);
            Map<String, String> replaced = Map.of("１", "1", "Ｑ", "q", "…", "...", "e\u0301", "é", "\u3000", " ",
                    "\u00A0", " ",
                    "\t", " ", "ﬁ", "fi", "\u200B", "");
            byte[] map = CharacterMaps.of(replaced);
            List<GgufValue> numbers = new ArrayList<>();
            for (byte b : map) {
                numbers.add(GgufValue.uint8(b & 0xFF));
            }
            file.metadata("tokenizer.ggml.precompiled_charsmap", GgufValue.array(GgufType.UINT8, numbers));
        }
        add("xab", USER_DEFINED).add("e\u0301x", USER_DEFINED);
        for (String part : parts(2500)) {
            if (random.nextInt(30) > 0) { // some characters are unknown
                add(part.replace(' ', '▁'), random.nextInt(30) == 0 ? UNUSED : NORMAL, -random.nextFloat() * 12);
            }
        }
    }

    private void rwkv() {
        add("<|rwkv|>", CONTROL);
        for (int b = 0; b < 256; b++) {
            add(b == '\\' ? "\\\\" : b >= ' ' && b < 0x7F ? String.valueOf((char) b) : "\\x%02x".formatted(b), NORMAL);
        }
        for (String part : parts(2500)) {
            StringBuilder piece = new StringBuilder();
            for (byte b : part.getBytes(StandardCharsets.UTF_8)) {
                switch (b) {
                    case '\\' -> piece.append("\\\\");
                    case '\n' -> piece.append("\\n");
                    case '\t' -> piece.append("\\t");
                    case '\r' -> piece.append("\\r");
                    default -> piece.append(b >= ' ' && b < 0x7F ? String.valueOf((char) b) : "\\x%02x".formatted(b));
                }
            }
            add(piece.toString(), NORMAL);
        }
    }

    private void plamo2() {
        add("<|plamo:unk|>", UNKNOWN).add("<|plamo:bos|>", CONTROL).add("<|plamo:eos|>", CONTROL);
        bytes();
        parts(2500).forEach(part -> add(part, NORMAL, random.nextInt(50) == 0 ? -3000 : -random.nextFloat() * 1500));
    }

    private void characterPairs(boolean escaped) {
        special();
        bytes();
        add("\n\n", NORMAL).add("xab", USER_DEFINED);
        List<String> symbols = new ArrayList<>();
        for (String part : parts(300)) {
            if (part.codePointCount(0, part.length()) == 1 && !(part.isBlank() && !escaped) && random.nextInt(20) > 0) {
                symbols.add(part.equals(" ") ? "▁" : part);
            }
        }
        symbols.forEach(symbol -> add(symbol, NORMAL));
        randomMerges(symbols, 3000);
    }

    private void whitespace() {
        file.metadata("tokenizer.ggml.pre", GgufValue.string("whitespace"));
        flag("normalizer.lowercase", true);
        characterPairs(false);
    }

    private void dna() {
        file.metadata("tokenizer.ggml.pre", GgufValue.string("qwen2"));
        bytePairs();
        add("<dna>", NORMAL).add("</dna>", NORMAL).add("<oov>", NORMAL);
        String bases = "ACGT";
        for (int number = 0; number < 4096; number += 1 + random.nextInt(2)) {
            StringBuilder piece = new StringBuilder();
            for (int i = 0; i < 6; i++) {
                piece.append(bases.charAt(number >> 2 * i & 3));
            }
            add(piece + "\uE000", NORMAL);
        }
    }

    private void bytePairs() {
        List<String> symbols = new ArrayList<>();
        for (int b = 0; b < 256; b++) {
            boolean printable = b >= '!' && b <= '~' || b >= 0xA1 && b != 0xAD;
            symbols.add(String
                    .valueOf((char) (printable ? b : b <= ' ' ? 0x100 + b : b < 0xA1 ? 0x121 + b - 0x7F : 0x143)));
        }
        symbols.forEach(symbol -> add(symbol, NORMAL));
        List<String> frequent = new ArrayList<>(symbols);
        for (int i = 0; i < 20; i++) { // ASCII, and what UTF-8 has most of
            frequent.addAll(symbols.subList(9, 14));
            frequent.addAll(symbols.subList(' ', 0x7F));
        }
        for (int i = 0; i < 60; i++) {
            frequent.add(symbols.get(' '));
        }
        randomMerges(frequent, 12_000);
        add("<unk>", UNKNOWN).add("<s>", CONTROL).add("</s>", CONTROL).add("<mask>", CONTROL).add("xab", USER_DEFINED);
        int begin = List.copyOf(types.keySet()).indexOf("<s>");
        role("bos", begin).role("eos", begin + 1);
    }

    private void randomMerges(List<String> symbols, int count) {
        Set<String> pairs = new LinkedHashSet<>();
        List<String> made = new ArrayList<>();
        while (pairs.size() < count) {
            boolean longer = !made.isEmpty() && random.nextInt(3) == 0;
            String left = longer ? made.get(random.nextInt(made.size())) : symbols.get(random.nextInt(symbols.size()));
            String right = longer && random.nextBoolean()
                    ? made.get(random.nextInt(made.size()))
                    : symbols.get(random.nextInt(symbols.size()));
            if (left.length() + right.length() < 10 && pairs.add(left + " " + right)) {
                made.add(left + right);
                add(left + right, NORMAL);
            }
        }
        List<String> shuffled = new ArrayList<>(pairs);
        Collections.shuffle(shuffled, random);
        merges.addAll(shuffled);
    }

    private void finish(Path path) throws IOException {
        float[] numbers = new float[scores.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = scores.get(i);
        }
        file.metadata("tokenizer.ggml.tokens", GgufValue.strings(List.copyOf(types.keySet())));
        file.metadata("tokenizer.ggml.token_type",
                GgufValue.int32s(types.values().stream().mapToInt(Integer::intValue).toArray()));
        file.metadata("tokenizer.ggml.scores", GgufValue.float32s(numbers));
        if (!merges.isEmpty()) {
            file.metadata("tokenizer.ggml.merges", GgufValue.strings(merges));
        }
        file.write(path);
    }
}
