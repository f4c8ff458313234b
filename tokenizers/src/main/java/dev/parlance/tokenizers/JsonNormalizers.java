package dev.parlance.tokenizers;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;

/** The normalizers of a {@code tokenizer.json}. */
final class JsonNormalizers {
    private static final String KNOWN = "Sequence, BertNormalizer, Lowercase, StripAccents, NFC, NFD, NFKC, NFKD, Nmt,"
            + " Strip, Replace, Prepend, Precompiled, ByteLevel";
    private static final CharSet CONTROL = CharSet.categories(Character.CONTROL, Character.FORMAT,
            Character.PRIVATE_USE, Character.SURROGATE);
    private static final CharSet NON_SPACING_MARKS = CharSet.categories(Character.NON_SPACING_MARK);
    private static final CharSet NMT_DROPPED = CharSet.of("\u0001-\u0008\u000B\u000E-\u001F\u007F\u008F\u009F");
    private static final CharSet NMT_BLANKS = CharSet.of("\t\n\f\r\u1680\u200B-\u200F\u2028\u2029\u2581\uFEFF\uFFFD");

    private JsonNormalizers() {}

    /** Reads a normalizer. */
    static TextNormalizer read(JsonPart part) {
        return switch (part.type()) {
            case "Sequence" ->
                TextNormalizer.all(part.get("normalizers").list().stream().map(JsonNormalizers::read).toList());
            case "BertNormalizer" -> bert(part);
            case "Lowercase" -> TextNormalizer.ofCharacters(JsonNormalizers::lowercase);
            case "StripAccents" -> TextNormalizer.ofCharacters(dropping(CharSet.MARKS));
            case "NFC" -> new UnicodeForm(Form.NFC);
            case "NFD" -> new UnicodeForm(Form.NFD);
            case "NFKC" -> new UnicodeForm(Form.NFKC);
            case "NFKD" -> new UnicodeForm(Form.NFKD);
            case "Nmt" -> TextNormalizer.ofCharacters(JsonNormalizers::nmt);
            case "Strip" -> strip(part.bool("strip_left", true), part.bool("strip_right", true));
            case "Replace" -> replace(part);
            case "Prepend" -> prepend(part.string("prepend").getBytes(StandardCharsets.UTF_8));
            case "Precompiled" -> precompiled(part.get("precompiled_charsmap"));
            case "ByteLevel" -> JsonNormalizers::byteLevel;
            default -> throw part.unknownType(KNOWN);
        };
    }

    private static TextNormalizer bert(JsonPart part) {
        boolean lowercase = part.bool("lowercase", true);
        List<TextNormalizer> steps = new ArrayList<>();
        if (part.bool("clean_text", true)) {
            steps.add(TextNormalizer.ofCharacters(JsonNormalizers::clean));
        }
        if (part.bool("handle_chinese_chars", true)) {
            steps.add(TextNormalizer.ofCharacters(JsonNormalizers::spaceChinese));
        }
        if (part.bool("strip_accents", lowercase)) {
            steps.add(new UnicodeForm(Form.NFD));
            steps.add(TextNormalizer.ofCharacters(dropping(NON_SPACING_MARKS)));
        }
        if (lowercase) {
            steps.add(TextNormalizer.ofCharacters(JsonNormalizers::lowercase));
        }
        return TextNormalizer.all(steps);
    }

    private static void clean(int codePoint, IntConsumer output) {
        if (codePoint == '\t' || codePoint == '\n' || codePoint == '\r') {
            output.accept(' ');
        } else if (codePoint != 0xFFFD && !CONTROL.contains(codePoint)) {
            output.accept(CharSet.WHITESPACE.contains(codePoint) ? ' ' : codePoint);
        }
    }

    private static void spaceChinese(int codePoint, IntConsumer output) {
        boolean chinese = WordPieceModel.CHINESE.contains(codePoint);
        if (chinese) {
            output.accept(' ');
        }
        output.accept(codePoint);
        if (chinese) {
            output.accept(' ');
        }
    }

    private static void lowercase(int codePoint, IntConsumer output) {
        if (codePoint < 0x80) {
            output.accept(codePoint >= 'A' && codePoint <= 'Z' ? codePoint + 'a' - 'A' : codePoint);
        } else if (UnicodeVersion.isNewer(codePoint)) {
            output.accept(codePoint);
        } else {
            Character.toString(codePoint).toLowerCase(Locale.ROOT).codePoints().forEach(output);
        }
    }

    private static TextNormalizer.CharacterChange dropping(CharSet dropped) {
        return (codePoint, output) -> {
            if (!dropped.contains(codePoint)) {
                output.accept(codePoint);
            }
        };
    }

    private static void nmt(int codePoint, IntConsumer output) {
        if (NMT_BLANKS.contains(codePoint)) {
            output.accept(' ');
        } else if (!NMT_DROPPED.contains(codePoint)) {
            output.accept(codePoint);
        }
    }

    private static TextNormalizer strip(boolean left, boolean right) {
        return (text, tracking) -> {
            byte[] bytes = text.bytes();
            int begin = left ? CharSet.WHITESPACE.skip(bytes, 0, text.length()) : 0;
            int end = right ? CharSet.WHITESPACE.skipBack(bytes, begin, text.length()) : text.length();
            NormalizedText stripped = NormalizedText.from(text, text.length(), tracking);
            stripped.copy(bytes, begin, end);
            return stripped;
        };
    }

    private static TextNormalizer prepend(byte[] before) {
        return (text, tracking) -> {
            if (text.length() == 0) {
                return text;
            }
            NormalizedText longer = NormalizedText.from(text, text.length(), tracking);
            longer.add(before, 0, before.length, 0, 0);
            longer.copy(text.bytes(), 0, text.length());
            return longer;
        };
    }

    /** Reads what replaces matches of a pattern. */
    static TextNormalizer replace(JsonPart part) {
        Finder pattern = Finder.read(part.get("pattern"));
        byte[] content = part.string("content").getBytes(StandardCharsets.UTF_8);
        return (text, tracking) -> {
            NormalizedText replaced = NormalizedText.from(text, text.length(), tracking);
            int[] done = {0};
            pattern.find(text.bytes(), 0, text.length(), (from, to) -> {
                replaced.copy(text.bytes(), done[0], from);
                replaced.add(content, 0, content.length, from, to);
                done[0] = to;
            });
            replaced.copy(text.bytes(), done[0], text.length());
            return replaced;
        };
    }

    private static TextNormalizer precompiled(JsonPart part) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(part.string());
        } catch (IllegalArgumentException e) {
            throw part.wrong("is not in Base64: " + e.getMessage());
        }
        return new PrecompiledNormalizer(CharacterMap.read(bytes, "tokenizer.json: '" + part.path() + "'"));
    }

    private static NormalizedText byteLevel(NormalizedText text, boolean tracking) {
        NormalizedText spelled = NormalizedText.from(text, 2 * text.length(), tracking);
        ByteAlphabet.spell(text.bytes(), 0, text.length(), spelled);
        return spelled;
    }
}
