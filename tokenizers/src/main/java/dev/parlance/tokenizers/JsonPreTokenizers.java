package dev.parlance.tokenizers;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The pre-tokenizers of a {@code tokenizer.json}. */
final class JsonPreTokenizers {
    private static final String KNOWN = "Sequence, ByteLevel, Metaspace, Split, Whitespace, WhitespaceSplit,"
            + " BertPreTokenizer, Punctuation, Digits, CharDelimiterSplit, UnicodeScripts, FixedLength";
    private static final byte[] BLANK = {' '};
    private static final CharSet PUNCTUATION = CharSet.PUNCTUATION.or(CharSet.of("!-/:-@[-`{-~"));
    private static final Alternation WORDS_AND_OTHERS = new Alternation(Run.of(CharSet.WORD),
            Run.of(CharSet.WORD.or(CharSet.WHITESPACE).complement()));

    private final boolean modelTakesBytes;
    private boolean leavesBytes;

    /**
     * Makes a reader for one file.
     *
     * @param modelTakesBytes whether the model takes bytes as well as the characters that stand for them, so that the
     *     last step need not spell them
     */
    JsonPreTokenizers(boolean modelTakesBytes) {
        this.modelTakesBytes = modelTakesBytes;
    }

    /** Returns whether what was read leaves bytes as they are that a file wants spelled in characters. */
    boolean leavesBytes() {
        return leavesBytes;
    }

    /**
     * Reads a pre-tokenizer.
     *
     * @param last whether nothing comes after it
     */
    JsonStep read(JsonPart part, boolean last) {
        return switch (part.type()) {
            case "Sequence" -> sequence(part.get("pretokenizers").list(), last);
            case "ByteLevel" -> byteLevel(part, last);
            case "Metaspace" -> metaspace(part);
            case "Split" -> cut(part.find("behavior").map(Behavior::read).orElse(Behavior.REMOVED),
                    Finder.read(part.get("pattern")), part.bool("invert", false));
            case "Whitespace" -> cut(Behavior.REMOVED, WORDS_AND_OTHERS, true);
            case "WhitespaceSplit" -> cut(Behavior.REMOVED, Finder.of(CharSet.WHITESPACE), false);
            case "BertPreTokenizer" -> cut(Behavior.REMOVED, Finder.of(CharSet.WHITESPACE), false)
                    .then(cut(Behavior.ISOLATED, Finder.of(PUNCTUATION), false));
            case "Punctuation" -> cut(part.find("behavior").map(Behavior::read).orElse(Behavior.ISOLATED),
                    Finder.of(PUNCTUATION), false);
            case "Digits" -> cut(part.bool("individual_digits", false) ? Behavior.ISOLATED : Behavior.CONTIGUOUS,
                    Finder.of(CharSet.NUMBERS), false);
            case "CharDelimiterSplit" -> cut(Behavior.REMOVED, Finder.literal(part.string("delimiter")), false);
            case "UnicodeScripts" -> JsonStep.of(Scripts::split);
            case "FixedLength" -> fixedLength(part);
            default -> throw part.unknownType(KNOWN);
        };
    }

    private JsonStep sequence(List<JsonPart> parts, boolean last) {
        JsonStep steps = JsonStep.none();
        for (int i = 0; i < parts.size(); i++) {
            steps = steps.then(read(parts.get(i), last && i + 1 == parts.size()));
        }
        return steps;
    }

    private static JsonStep cut(Behavior behavior, Finder finder, boolean inverted) {
        return JsonStep.of(behavior.cutting(finder, inverted));
    }

    private static JsonStep fixedLength(JsonPart part) {
        int length = part.find("length").map(JsonPart::integer).orElse(5);
        if (length < 1) {
            throw part.get("length").wrong("is " + length + ", expected 1 or more characters");
        }
        return JsonStep.of((text, from, to, parts) -> {
            for (int begin = from, end = from; begin < to; begin = end) {
                for (int i = 0; i < length && end < to; i++) {
                    end += Utf8.lengthFrom(text[end]);
                }
                parts.accept(begin, end);
            }
        });
    }

    private JsonStep byteLevel(JsonPart part, boolean last) {
        JsonStep step = part.bool("add_prefix_space", true) ? prefix(BLANK, false) : JsonStep.none();
        if (part.bool("use_regex", true)) {
            step = step.then(JsonStep.of(SplitRules.GPT2));
        }
        if (last && modelTakesBytes) {
            leavesBytes = true;
            return step;
        }
        return step.then((text, from, to, first, tracking, words) -> {
            NormalizedText spelled = NormalizedText.from(text, 2 * (to - from), tracking);
            ByteAlphabet.spell(text.bytes(), from, to, spelled);
            words.accept(spelled, 0, spelled.length(), first);
        });
    }

    /** Returns the step that puts something in front of text that does not begin with it. */
    private static JsonStep prefix(byte[] prefix, boolean onlyFirst) {
        return (text, from, to, first, tracking, words) -> {
            byte[] bytes = text.bytes();
            boolean there = to - from >= prefix.length
                    && Arrays.equals(bytes, from, from + prefix.length, prefix, 0, prefix.length);
            if (there || onlyFirst && !first) {
                words.accept(text, from, to, first);
                return;
            }
            NormalizedText prefixed = NormalizedText.from(text, to - from + 8, tracking);
            prefixed.add(prefix, 0, prefix.length, from, from);
            prefixed.copy(bytes, from, to);
            words.accept(prefixed, 0, prefixed.length(), first);
        };
    }

    private static JsonStep metaspace(JsonPart part) {
        byte[] replacement = part.string("replacement").getBytes(StandardCharsets.UTF_8);
        String scheme = part.find("prepend_scheme").map(JsonPart::string)
                .orElse(part.bool("add_prefix_space", true) ? "always" : "never");
        JsonStep step = (text, from, to, first, tracking, words) -> {
            NormalizedText replaced = NormalizedText.from(text, to - from + 8, tracking);
            byte[] bytes = text.bytes();
            for (int i = from; i < to; i++) {
                if (bytes[i] == ' ') {
                    replaced.add(replacement, 0, replacement.length, i, i + 1);
                } else {
                    replaced.add(bytes[i], i, i + 1);
                }
            }
            words.accept(replaced, 0, replaced.length(), first);
        };
        switch (scheme) {
            case "always", "first" -> step = step.then(prefix(replacement, scheme.equals("first")));
            case "never" -> {
            }
            default -> throw part.get("prepend_scheme").wrong("is '" + scheme + "'; known are always, first, never");
        }
        return part.bool("split", true)
                ? step.then(cut(Behavior.MERGED_WITH_NEXT, Finder.literal(part.string("replacement")), false))
                : step;
    }
}
