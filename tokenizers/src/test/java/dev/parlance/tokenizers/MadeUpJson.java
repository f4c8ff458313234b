package dev.parlance.tokenizers;

import dev.parlance.testkit.text.AwkwardTexts;
import dev.parlance.testkit.text.CharacterMaps;
import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** Documents made up by a test, each with something else in it that a {@code tokenizer.json} can have. */
final class MadeUpJson {
    static final Map<String, Map<String, Object>> ALL = new LinkedHashMap<>();

    private static final Random RANDOM = new Random(31);
    private static final Map<String, Object> BYTES = bytePair(true);
    private static final Map<String, Object> CHARACTERS = bytePair(false);
    private static final Map<String, Object> PIECES = unigram(false);
    private static final Map<String, Object> WORD_PIECES = wordPiece();
    private static final String LLAMA3 = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}|"
            + " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final String GPT4O = "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*"
            + "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\\r\\n\\p{L}\\p{N}]?"
            + "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|"
            + "\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    static {
        Map<String, Object> byteLevel = type("ByteLevel", "add_prefix_space", false, "use_regex", false,
                "trim_offsets", true);
        add("byte level", BYTES, null, type("ByteLevel", "add_prefix_space", false, "use_regex", true, "trim_offsets",
                true));
        add("byte level with prefix", BYTES, null,
                type("ByteLevel", "add_prefix_space", true, "use_regex", true, "trim_offsets", true));
        for (String regex : List.of(LLAMA3, LLAMA3.replace("{1,3}", ""), GPT4O, "[^a-e\\s]+", "\\p{N}{1,2}|中",
                "\\w+|[\\W\\d]",
                "(?=(\\d{3})+(?!\\d))", "\\b")) {
            add("regex " + regex, BYTES, type("NFC"), sequence("pretokenizers",
                    split(Map.of("Regex", regex), "Isolated", false), byteLevel));
        }
        for (String regex : List.of("[\\r\\n]", "\\s?\\p{L}+", "\\s+$", "(?m:^.)", "[[:alpha:]]+|[[:^space:]]",
                "\\p{Hiragana}+|\\p{^L}",
                " ?[^(\\s|[.,!?…。，、।۔،])]+", "[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*",
                "[\\p{L}&&[^\\p{Han}]]+|\\p{Han}+", "[^\\r\\n\\p{L}\\p{N}]?+\\p{L}++|\\h", "^.*$")) {
            add("characters " + regex, CHARACTERS, null, split(Map.of("Regex", regex), "Isolated", false));
        }
        add("byte level in the middle", BYTES, null, sequence("pretokenizers",
                type("Punctuation", "behavior", "Contiguous"),
                type("ByteLevel", "add_prefix_space", false, "use_regex", true, "trim_offsets", true),
                type("Digits", "individual_digits", false),
                split(Map.of("Regex", "[0-9][0-9][0-9]"), "Isolated", false)));
        add("byte level of unigram", PIECES, null, byteLevel);
        add("byte level normalizer", BYTES, type("ByteLevel"), null);
        Map<String, Object> someBytes = new LinkedHashMap<>(CHARACTERS);
        someBytes.put("unk_token", "<unk>");
        add("byte level without all bytes", someBytes, null, byteLevel);
        add("clip", affixed("", "</w>", true), sequence("normalizers", type("NFC"),
                type("Replace", "pattern", Map.of("Regex", "\\s+"), "content", " "), type("Lowercase")),
                sequence("pretokenizers",
                        split(Map.of("Regex",
                                "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+"),
                                "Removed", true),
                        type("ByteLevel", "add_prefix_space", false, "trim_offsets", true, "use_regex", true)));
        add("prefix", affixed("##", "", false), null, type("Whitespace"));
        add("prefix and suffix", affixed("@@", "</w>", false), null, type("WhitespaceSplit"));
        add("scripts", CHARACTERS, null, type("UnicodeScripts"));
        add("fixed length", CHARACTERS, null, type("FixedLength", "length", 3));
        add("words", type("WordLevel", "vocab", numbered(parts(800)), "unk_token", "1"), null, type("Whitespace"));
        Map<String, Object> llama = new LinkedHashMap<>(CHARACTERS);
        llama.put("byte_fallback", true);
        llama.put("merges", CHARACTERS.get("merges"));
        add("llama 2", llama, sequence("normalizers", type("Prepend", "prepend", "▁"),
                type("Replace", "pattern", Map.of("String", " "), "content", "▁")), null);
        ALL.get("llama 2").put("decoder", sequence("decoders",
                type("Replace", "pattern", Map.of("String", "▁"), "content", " "), type("ByteFallback"), type("Fuse"),
                type("Strip", "content", " ", "start", 1, "stop", 0)));
        add("gemma", llama, type("Replace", "pattern", Map.of("String", " "), "content", "▁"),
                split(Map.of("String", " "), "MergedWithPrevious", false));
        add("xlm-r", PIECES, type("Nmt"), sequence("pretokenizers", type("WhitespaceSplit"),
                type("Metaspace", "replacement", "▁", "add_prefix_space", true)));
        add("strip and metaspace first", PIECES, type("Strip", "strip_left", true, "strip_right", false),
                type("Metaspace", "replacement", "▁", "prepend_scheme", "first", "split", true));
        for (Behavior behavior : Behavior.values()) {
            String name = behavior.toString();
            add("split " + name, CHARACTERS, null, split(Map.of("Regex", "[a1\\s]"), name, false));
            add("split inverted " + name, CHARACTERS, null, split(Map.of("String", "a"), name, true));
            add("punctuation " + name, CHARACTERS, null, type("Punctuation", "behavior", name));
        }
        for (String normalizer : List.of("NFC", "NFD", "NFKC", "NFKD", "Lowercase", "StripAccents", "Nmt")) {
            add(normalizer, CHARACTERS, type(normalizer), null);
        }
        add("strip", CHARACTERS, type("Strip", "strip_left", true, "strip_right", true), null);
        add("prepend and replace", CHARACTERS,
                sequence("normalizers", type("Prepend", "prepend", "▁"),
                        type("Replace", "pattern", Map.of("String", " "), "content", "▁"),
                        type("Replace", "pattern", Map.of("Regex", "[0-9]+"), "content", "1")),
                null);
        add("bert", WORD_PIECES, type("BertNormalizer", "clean_text", true, "handle_chinese_chars", true,
                "strip_accents", null, "lowercase", true), type("BertPreTokenizer"));
        add("bert cased", WORD_PIECES, type("BertNormalizer", "clean_text", false, "handle_chinese_chars", false,
                "strip_accents", true, "lowercase", false), type("Whitespace"));
        add("whitespace split", WORD_PIECES, type("Lowercase"), type("WhitespaceSplit"));
        add("digits", CHARACTERS, null, type("Digits", "individual_digits", false));
        add("single digits", CHARACTERS, null, type("Digits", "individual_digits", true));
        add("delimiter", CHARACTERS, null, type("CharDelimiterSplit", "delimiter", "e"));
        for (String scheme : List.of("always", "first", "never")) {
            add("metaspace " + scheme, PIECES, null,
                    type("Metaspace", "replacement", "▁", "prepend_scheme", scheme, "split", !scheme.equals("first")));
        }
        add("precompiled", unigram(true), sequence("normalizers", type("Precompiled", "precompiled_charsmap",
                Base64.getEncoder().encodeToString(CharacterMaps.of(Map.of("１", "1", "e\u0301", "é", "…", "...", "\t",
                        " ", "é", "e", "\u00A0", " ", "\u200B", ""))))),
                type("Metaspace", "replacement", "▁",
                        "prepend_scheme", "always", "split", true));
        add("suffix", affixed("", "</w>", false), type("Lowercase"), type("Whitespace"));
        Map<String, Object> unfused = new LinkedHashMap<>(CHARACTERS);
        unfused.put("fuse_unk", false);
        unfused.put("ignore_merges", true);
        add("not fused", unfused, null, type("WhitespaceSplit"));
        Map<String, Object> fallback = new LinkedHashMap<>(bytePair(false));
        fallback.put("byte_fallback", true);
        add("byte fallback", fallback, null, null);
    }

    private MadeUpJson() {}

    private static Map<String, Object> type(String type, Object... values) {
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("type", type);
        for (int i = 0; i < values.length; i += 2) {
            part.put((String) values[i], values[i + 1]);
        }
        return part;
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static Map<String, Object> sequence(String name, Map<String, Object>... parts) {
        return type("Sequence", name, List.of(parts));
    }

    private static Map<String, Object> split(Map<String, String> pattern, String behavior, boolean invert) {
        return type("Split", "pattern", pattern, "behavior", behavior, "invert", invert);
    }

    /** The ids of added tokens: those that the model has, or else the next ones, in order. */
    private static final class Ids {
        private final Map<String, Integer> known = new LinkedHashMap<>();

        Ids(Map<String, Object> model) {
            if (model.get("vocab") instanceof Map<?, ?> map) {
                map.forEach((piece, id) -> known.put((String) piece, (Integer) id));
            } else {
                ((List<?>) model.get("vocab"))
                        .forEach(pair -> known.put((String) ((List<?>) pair).getFirst(), known.size()));
            }
        }

        int of(String piece) {
            return known.computeIfAbsent(piece, key -> known.size());
        }
    }

    private static void add(String name, Map<String, Object> model, Object normalizer, Object preTokenizer) {
        Ids ids = new Ids(model);
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("version", "1.0");
        root.put("truncation", null);
        root.put("padding", null);
        root.put("added_tokens", List.of(added(ids.of("<|im_end|>"), "<|im_end|>", true, false, false, false, false),
                added(ids.of("xab"), "xab", false, true, false, false, false),
                added(ids.of("world"), "world", false, false, false, true, true),
                added(ids.of("</s>"), "</s>", true, false, true, false, false),
                added(ids.of("..."), "...", false, false, true, true, false)));
        root.put("normalizer", normalizer);
        root.put("pre_tokenizer", preTokenizer);
        root.put("post_processor", type("TemplateProcessing", "single",
                List.of(Map.of("SpecialToken", Map.of("id", "<|im_end|>", "type_id", 0)),
                        Map.of("Sequence", Map.of("id", "A", "type_id", 0)),
                        Map.of("SpecialToken", Map.of("id", "</s>", "type_id", 0))),
                "pair", List.of(Map.of("Sequence", Map.of("id", "A", "type_id", 0)),
                        Map.of("Sequence", Map.of("id", "B", "type_id", 0))),
                "special_tokens",
                Map.of("<|im_end|>", special(ids.of("<|im_end|>"), "<|im_end|>"), "</s>",
                        special(ids.of("</s>"), "</s>"))));
        root.put("decoder", name.startsWith("byte level")
                ? type("ByteLevel", "add_prefix_space", true, "trim_offsets", true, "use_regex", true)
                : null);
        root.put("model", model);
        ALL.put(name, root);
    }

    /** Returns a document without the added tokens that text can become, some of which swallow blanks. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> withoutUserDefined(String name) {
        Map<String, Object> root = new LinkedHashMap<>(ALL.get(name));
        List<Map<String, Object>> added = (List<Map<String, Object>>) root.get("added_tokens");
        root.put("added_tokens", added.stream().filter(token -> token.get("special").equals(true)).toList());
        return root;
    }

    private static Map<String, Object> special(int id, String content) {
        return Map.of("id", content, "ids", List.of(id), "tokens", List.of(content));
    }

    private static Map<String, Object> added(int id, String content, boolean special, boolean left, boolean right,
            boolean normalized, boolean singleWord) {
        return Map.of("id", id, "content", content, "single_word", singleWord, "lstrip", left, "rstrip", right,
                "normalized", normalized, "special", special);
    }

    private static Set<String> characters() {
        Set<String> characters = new LinkedHashSet<>();
        for (char c = ' '; c < 0x7F; c++) {
            characters.add(String.valueOf(c));
        }
        AwkwardTexts.parts().forEach(part -> part.codePoints().filter(c -> RANDOM.nextInt(12) > 0)
                .forEach(c -> characters.add(Character.toString(c))));
        return characters;
    }

    private static Map<String, Object> bytePair(boolean inBytes) {
        Set<String> symbols = new LinkedHashSet<>();
        if (inBytes) {
            IntStream.range(0, 256).forEach(b -> symbols.add(MadeUp.byteCharacter(b)));
        } else {
            symbols.addAll(characters());
        }
        Set<String> pieces = new LinkedHashSet<>(List.of("<unk>"));
        for (int b = 0; b < 256 && !inBytes; b++) {
            pieces.add("<0x%02X>".formatted(b));
        }
        pieces.addAll(symbols);
        symbols.forEach(symbol -> pieces.add(symbol + "</w>"));
        List<String> known = new ArrayList<>(symbols);
        Set<List<String>> merges = new LinkedHashSet<>();
        List<String> frequent = new ArrayList<>(
                List.of(MadeUp.byteCharacter(' '), "e", "l", "o", "h", "1", "a", "'", "s"));
        frequent.retainAll(symbols);
        while (merges.size() < 4000) {
            String left = RANDOM.nextInt(3) == 0
                    ? frequent.get(RANDOM.nextInt(frequent.size()))
                    : known.get(RANDOM.nextInt(known.size()));
            String right = RANDOM.nextBoolean()
                    ? frequent.get(RANDOM.nextInt(frequent.size()))
                    : known.get(RANDOM.nextInt(known.size()));
            if (left.length() + right.length() < 7) {
                merges.add(List.of(left, right));
                pieces.add(left + right);
                known.add(left + right);
            }
        }
        List<List<String>> shuffled = new ArrayList<>(merges);
        Collections.shuffle(shuffled, RANDOM);
        Map<String, Object> model = type("BPE", "dropout", null, "unk_token", inBytes ? null : "<unk>",
                "continuing_subword_prefix", null, "end_of_word_suffix", null, "fuse_unk", true, "byte_fallback", false,
                "ignore_merges", false);
        model.put("vocab", numbered(pieces));
        model.put("merges", shuffled);
        return model;
    }

    /** Returns byte-pair encoding in which pieces that do not begin a word, or that end it, say so. */
    private static Map<String, Object> affixed(String prefix, String suffix, boolean inBytes) {
        List<String> symbols = new ArrayList<>();
        if (inBytes) {
            IntStream.range(0, 256).forEach(b -> symbols.add(MadeUp.byteCharacter(b)));
        } else {
            symbols.addAll(characters());
        }
        Set<String> pieces = new LinkedHashSet<>(List.of("<unk>"));
        List<String> known = new ArrayList<>();
        for (String symbol : symbols) {
            for (String piece : List.of(symbol, prefix + symbol, symbol + suffix, prefix + symbol + suffix)) {
                if (pieces.add(piece)) {
                    known.add(piece);
                }
            }
        }
        known.sort(null);
        Set<List<String>> merges = new LinkedHashSet<>();
        while (merges.size() < 4000) {
            String left = known.get(RANDOM.nextInt(known.size()));
            String right = known.get(RANDOM.nextInt(known.size()));
            boolean fits = right.startsWith(prefix) && (suffix.isEmpty() || !left.endsWith(suffix));
            String both = left + right.substring(Math.min(right.length(), prefix.length()));
            if (fits && both.length() < 9 + prefix.length() + suffix.length() && merges.add(List.of(left, right))
                    && pieces.add(both)) {
                for (int i = 0; i < 20; i++) {
                    known.add(both);
                }
            }
        }
        Map<String, Object> model = type("BPE", "dropout", null, "unk_token", "<unk>", "continuing_subword_prefix",
                prefix, "end_of_word_suffix", suffix, "fuse_unk", RANDOM.nextBoolean(), "byte_fallback", false,
                "ignore_merges", false);
        model.put("vocab", numbered(pieces));
        model.put("merges", List.copyOf(merges));
        return model;
    }

    private static Map<String, Integer> numbered(Set<String> pieces) {
        Map<String, Integer> ids = new LinkedHashMap<>();
        pieces.forEach(piece -> ids.put(piece, ids.size()));
        return ids;
    }

    private static Set<String> parts(int count) {
        Set<String> parts = new LinkedHashSet<>(characters());
        List<String> words = AwkwardTexts.parts();
        while (parts.size() < count) {
            String text = words.get(RANDOM.nextInt(words.size())) + words.get(RANDOM.nextInt(words.size()));
            int[] codePoints = text.codePoints().toArray();
            int begin = RANDOM.nextInt(codePoints.length);
            parts.add(new String(codePoints, begin, 1 + RANDOM.nextInt(Math.min(5, codePoints.length - begin))));
        }
        parts.removeIf(part -> part.startsWith("<"));
        return parts;
    }

    private static Map<String, Object> unigram(boolean byteFallback) {
        List<List<Object>> pieces = new ArrayList<>();
        pieces.add(List.of("<unk>", 0.0));
        for (int b = 0; b < 256 && byteFallback; b++) {
            pieces.add(List.of("<0x%02X>".formatted(b), 0.0));
        }
        Set<String> escaped = new LinkedHashSet<>();
        parts(1500).forEach(part -> escaped.add(part.replace(' ', '▁')));
        escaped.forEach(part -> pieces.add(List.of(part, -RANDOM.nextInt(2000) / 128.0)));
        Map<String, Object> model = type("Unigram", "unk_id", 0, "byte_fallback", byteFallback);
        model.put("vocab", pieces);
        return model;
    }

    private static Map<String, Object> wordPiece() {
        Set<String> pieces = new LinkedHashSet<>(List.of("[UNK]"));
        for (String part : parts(1500)) {
            pieces.add(part);
            pieces.add("##" + part);
        }
        Map<String, Object> model = type("WordPiece", "unk_token", "[UNK]", "continuing_subword_prefix", "##",
                "max_input_chars_per_word", 20);
        model.put("vocab", numbered(pieces));
        return model;
    }

    static String text(Map<String, Object> document) {
        return JsonMapper.builder().build().writeValueAsString(document);
    }
}
