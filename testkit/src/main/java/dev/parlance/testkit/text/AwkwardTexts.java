package dev.parlance.testkit.text;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

import java.util.List;

/** Texts that are awkward for a tokenizer. */
public final class AwkwardTexts {
    private static final String[] PARTS = {"hello", " world", "Hello", "'s", "'S", "'re", "'LL", "'ve", "'", "''", " ",
            "  ", "       ", "\n", "\r\n", "\n\n\n", " \n ", "\t", "\u000B", "\u0085", "\u00A0", "\u2028", "\u3000",
            "1", "12", "1234567", "3.14", "٣٤", "½", "Ⅷ", "①", "é", "e\u0301", "\u0301\u0302", "ß", "ǅ", "ʰ", "ª",
            "привет", " мир", "中文", "ひらがな", "カナ", "한국어", "ไทย", "नमस्ते", "😀", "👩‍👩‍👧", "𝒳", "𐐀", "𞤀", "\uFFFD",
            "!",
            "?!", "...", "---", "=>", "$5", "^", "`", "~", "|", "(", ")", "/", "，", "。", "“q”", "—", "▁", "▁a", "_",
            "\u0000", "\u0001", "\u001C", "\u007F", "\u200B", "\u200D", "\u00AD", "\uFEFF", "\uE000", "\uFDD0",
            "\u0378", "\uDBFF\uDFFF", "<|im_end|>", "<|endoftext|>", "</s>", "<s>", "<unk>", "<0x41>", "<|", "|>"};

    private AwkwardTexts() {}

    /** The parts that texts are made of, which vocabularies may have pieces of. */
    public static List<String> parts() {
        return List.of(PARTS);
    }

    /** Well-formed text: words, digits, whitespace, special tokens and single code points of all of Unicode. */
    public static Arbitrary<String> wellFormed() {
        Arbitrary<String> any = Arbitraries.integers().between(0, Character.MAX_CODE_POINT)
                .filter(codePoint -> Character.getType(codePoint) != Character.SURROGATE).map(Character::toString);
        Arbitrary<String> basic = Arbitraries.integers().between(0, 0x30FF).map(Character::toString);
        Arbitrary<String> run = Arbitraries.of("a", " ", "1", "\n", "'", "中").flatMap(
                text -> Arbitraries.integers().between(0, 60).map(text::repeat));
        return Arbitraries.frequencyOf(Tuple.of(8, Arbitraries.of(PARTS)),
                Tuple.of(1, any), Tuple.of(1, basic), Tuple.of(1, run))
                .list().ofMaxSize(30).map(parts -> String.join("", parts));
    }

    /** Any text, with surrogates that have no partner. */
    public static Arbitrary<String> any() {
        Arbitrary<String> surrogates = Arbitraries.strings().withCharRange('\uD7FF', '\uE000').ofMaxLength(4);
        return Arbitraries.oneOf(wellFormed(), surrogates).list().ofMaxSize(4)
                .map(parts -> String.join("", parts));
    }

    /** Returns a text with U+FFFD in place of surrogates without a partner. */
    public static String repaired(String text) {
        return text.codePoints().map(c -> Character.getType(c) == Character.SURROGATE ? 0xFFFD : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }
}
