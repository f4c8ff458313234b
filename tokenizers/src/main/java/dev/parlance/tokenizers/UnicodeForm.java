package dev.parlance.tokenizers;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/** One of Unicode's normalization forms. */
record UnicodeForm(Normalizer.Form form) implements TextNormalizer {
    private static final CharSet JOINS_BEFORE = CharSet.MARKS.or(CharSet.of(
            "\u1160-\u11FF\u3131-\u318E\uFF9E\uFF9F\uFFA0-\uFFDC\uD7B0-\uD7FB"));

    @Override
    public NormalizedText normalize(NormalizedText text, boolean tracking) {
        if (isAscii(text)) {
            return text;
        }
        String string = MarkOrder.ordered(text.string(0, text.length()));
        if (Normalizer.isNormalized(string, form) && text.equalTo(utf8(string))) {
            return text;
        }
        NormalizedText whole = NormalizedText.from(text, text.length(), tracking);
        byte[] expected = utf8(Normalizer.normalize(string, form));
        if (tracking) {
            addInSegments(text, whole);
            if (whole.equalTo(expected)) {
                return whole;
            }
            whole.clear();
        }
        whole.add(expected, 0, expected.length, 0, text.length());
        return whole;
    }

    /** Normalizes characters together with those that join them, so that places stay known. */
    private void addInSegments(NormalizedText text, NormalizedText output) {
        byte[] bytes = text.bytes();
        for (int begin = 0, end; begin < text.length(); begin = end) {
            end = JOINS_BEFORE.skip(bytes, begin + Utf8.lengthFrom(bytes[begin]), text.length());
            byte[] segment = utf8(Normalizer.normalize(MarkOrder.ordered(text.string(begin, end)), form));
            output.add(segment, 0, segment.length, begin, end);
        }
    }

    private static boolean isAscii(NormalizedText text) {
        byte[] bytes = text.bytes();
        for (int i = 0; i < text.length(); i++) {
            if (bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
