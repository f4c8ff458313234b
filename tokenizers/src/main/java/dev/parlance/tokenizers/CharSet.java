package dev.parlance.tokenizers;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntPredicate;
import java.util.function.LongBinaryOperator;

/**
 * A set of code points: a character class of a regular expression. The Basic Multilingual Plane is a bitmap, the rest is
 * asked for. Immutable and thread-safe.
 *
 * <p>Categories are those of {@link Character#getType(int)}, as of {@link UnicodeVersion}.
 */
final class CharSet {
    private static final int PLANE_WORDS = 0x10000 / 64;

    /** {@code \p{L}}. */
    static final CharSet LETTERS = categories(Character.UPPERCASE_LETTER, Character.LOWERCASE_LETTER,
            Character.TITLECASE_LETTER, Character.MODIFIER_LETTER, Character.OTHER_LETTER);
    /** {@code \p{M}}. */
    static final CharSet MARKS = categories(Character.NON_SPACING_MARK, Character.ENCLOSING_MARK,
            Character.COMBINING_SPACING_MARK);
    /** {@code \p{N}}. */
    static final CharSet NUMBERS = categories(Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER,
            Character.OTHER_NUMBER);
    /** {@code \p{P}}. */
    static final CharSet PUNCTUATION = categories(Character.CONNECTOR_PUNCTUATION, Character.DASH_PUNCTUATION,
            Character.START_PUNCTUATION, Character.END_PUNCTUATION, Character.INITIAL_QUOTE_PUNCTUATION,
            Character.FINAL_QUOTE_PUNCTUATION, Character.OTHER_PUNCTUATION);
    /** {@code \p{S}}. */
    static final CharSet SYMBOLS = categories(Character.MATH_SYMBOL, Character.CURRENCY_SYMBOL,
            Character.MODIFIER_SYMBOL, Character.OTHER_SYMBOL);
    /** {@code \s}: Unicode's property White_Space. */
    static final CharSet WHITESPACE = of("\t-\r \u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000");

    /** {@code \\w}: letters and what else is alphabetic, marks, digits, connectors and joiners. */
    static final CharSet WORD = where(codePoint -> !UnicodeVersion.isNewer(codePoint)
            && Character.isAlphabetic(codePoint))
            .or(categories(Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK,
                    Character.DECIMAL_DIGIT_NUMBER, Character.CONNECTOR_PUNCTUATION))
            .or(of("\u200C\u200D"));

    private final long[] plane;
    private final IntPredicate supplementary;

    private CharSet(long[] plane, IntPredicate supplementary) {
        this.plane = plane;
        this.supplementary = supplementary;
    }

    /** Returns the code points of some of the categories that {@link Character#getType(int)} tells apart. */
    static CharSet categories(int... types) {
        int mask = Arrays.stream(types).reduce(0, (bits, type) -> bits | 1 << type);
        return where(codePoint -> ((mask >>> UnicodeVersion.type(codePoint)) & 1) != 0);
    }

    private static CharSet where(IntPredicate members) {
        long[] plane = new long[PLANE_WORDS];
        for (int codePoint = 0; codePoint < 0x10000; codePoint++) {
            if (members.test(codePoint)) {
                plane[codePoint >> 6] |= 1L << codePoint;
            }
        }
        return new CharSet(plane, members);
    }

    /** Returns the set that is written as between the brackets of a regular expression: {@code A-Za-z_}. */
    static CharSet of(String characters) {
        int[] listed = characters.codePoints().toArray();
        BitSet members = new BitSet();
        for (int i = 0; i < listed.length; i++) {
            int first = listed[i];
            if (i + 2 < listed.length && listed[i + 1] == '-') {
                i += 2;
            }
            members.set(first, listed[i] + 1);
        }
        return new CharSet(Arrays.copyOf(members.toLongArray(), PLANE_WORDS), members::get);
    }

    /** Returns the code points of this set and of another. */
    CharSet or(CharSet other) {
        return combine(other, (a, b) -> a | b, supplementary.or(other.supplementary));
    }

    /** Returns the code points of this set that are not in another. */
    CharSet without(CharSet other) {
        return combine(other, (a, b) -> a & ~b, supplementary.and(other.supplementary.negate()));
    }

    /** Returns all other code points. */
    CharSet complement() {
        return combine(this, (a, b) -> ~a, supplementary.negate());
    }

    private CharSet combine(CharSet other, LongBinaryOperator bits, IntPredicate supplementary) {
        long[] combined = new long[PLANE_WORDS];
        Arrays.setAll(combined, i -> bits.applyAsLong(plane[i], other.plane[i]));
        return new CharSet(combined, supplementary);
    }

    boolean contains(int codePoint) {
        return codePoint < 0x10000 ? (plane[codePoint >> 6] >>> codePoint & 1) != 0 : supplementary.test(codePoint);
    }

    /** Returns where the first character ends if it is in this set, or else {@code from}. */
    int skipOne(byte[] text, int from, int to) {
        return from < to && contains(Utf8.codePoint(text, from)) ? from + Utf8.lengthFrom(text[from]) : from;
    }

    /** Returns where the characters begin that are in this set and end at {@code to}. */
    int skipBack(byte[] text, int from, int to) {
        int at = to;
        while (at > from) {
            int begin = at - 1;
            while (text[begin] < (byte) 0xC0) {
                begin--;
            }
            if (!contains(Utf8.codePoint(text, begin))) {
                break;
            }
            at = begin;
        }
        return at;
    }

    /** Returns where the characters end that are in this set. */
    int skip(byte[] text, int from, int to) {
        int at = from;
        while (at < to && contains(Utf8.codePoint(text, at))) {
            at += Utf8.lengthFrom(text[at]);
        }
        return at;
    }
}
