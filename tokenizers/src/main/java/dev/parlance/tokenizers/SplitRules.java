package dev.parlance.tokenizers;

import static dev.parlance.tokenizers.CharSet.LETTERS;
import static dev.parlance.tokenizers.CharSet.MARKS;
import static dev.parlance.tokenizers.CharSet.NUMBERS;
import static dev.parlance.tokenizers.CharSet.PUNCTUATION;
import static dev.parlance.tokenizers.CharSet.SYMBOLS;
import static dev.parlance.tokenizers.CharSet.WHITESPACE;

/**
 * The regular expressions by which models cut text into words, as llama.cpp has them; several in a row cut the parts of
 * the one before further. {@code \s} and the categories hold for all of Unicode. Where llama.cpp lets ranges of
 * characters contain whitespace beyond ASCII, it does not count as part of them.
 */
final class SplitRules {
    private static final CharSet BLANK = CharSet.of(" ");
    private static final CharSet LINE_FEED = CharSet.of("\n");
    private static final CharSet LINE_BREAKS = CharSet.of("\r\n");
    private static final CharSet DIGITS = CharSet.of("0-9");
    private static final CharSet ASCII_LETTERS = CharSet.of("A-Za-z");
    private static final CharSet ASCII_PUNCTUATION = CharSet.of("!-/:-@[-`{-~");
    /** {@code [^\r\n\p{L}\p{N}]}. */
    private static final CharSet BEFORE_LETTERS = LINE_BREAKS.or(LETTERS).or(NUMBERS).complement();
    /** {@code [^\s\p{L}\p{N}]}. */
    private static final CharSet OTHER = WHITESPACE.or(LETTERS).or(NUMBERS).complement();

    /** {@code [^\r\n\p{L}\p{N}]?\p{L}+}. */
    private static final Matcher WORD = Run.of(LETTERS).afterOptional(BEFORE_LETTERS);
    /** {@code \p{N}}. */
    private static final Matcher NUMBER = Run.of(NUMBERS).times(1, 1);
    /** {@code  ?[^\s\p{L}\p{N}]+}. */
    private static final Run OTHERS = Run.of(OTHER).afterOptional(BLANK);

    /** {@code 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+}. */
    static final Alternation GPT2 = new Alternation(Contraction.LOWER_CASE, Run.of(LETTERS).afterOptional(BLANK),
            Run.of(NUMBERS).afterOptional(BLANK), OTHERS, Whitespace.BEFORE_LAST, Whitespace.ALL);

    /** {@code \p{N}}, then {@link #GPT2}. */
    static final Splitter STARCODER = new Alternation(NUMBER).then(GPT2);

    /** {@code [\p{P}$+<=>^~|`]+}, then {@link #GPT2}, then {@code [0-9][0-9][0-9]}. */
    static final Splitter FALCON = new Alternation(Run.of(PUNCTUATION.or(CharSet.of("$+<=>^~|`")))).then(GPT2)
            .then(new Alternation(Run.of(DIGITS).times(3, 3)));

    /** As {@link #FALCON}, but the accent is no punctuation, and {@code \p{N}+} comes before the three digits. */
    static final Splitter DEFAULT = new Alternation(Run.of(PUNCTUATION.or(CharSet.of("$+<=>^~|")))).then(GPT2)
            .then(new Alternation(Run.of(NUMBERS))).then(new Alternation(Run.of(DIGITS).times(3, 3)));

    /**
     * {@code (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+}.
     */
    static final Alternation LLAMA3 = wordsWithNumbers(Run.of(NUMBERS).times(1, 3));

    /** As {@link #LLAMA3}, with {@code \p{N}}. */
    static final Alternation QWEN2 = wordsWithNumbers(NUMBER);

    /** As {@link #QWEN2}, with {@code [^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+} and {@code  ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*}. */
    static final Splitter QWEN35 = new Alternation(Contraction.ANY_CASE,
            Run.of(LETTERS.or(MARKS)).afterOptional(BEFORE_LETTERS), NUMBER,
            Run.of(OTHER.without(MARKS)).afterOptional(BLANK).then(LINE_BREAKS), Whitespace.THROUGH_LINE_BREAKS,
            Whitespace.BEFORE_LAST, Whitespace.ALL);

    /** As {@link #QWEN2}, without the contractions. */
    static final Splitter UFAKZEKA = new Alternation(WORD, NUMBER, OTHERS.then(LINE_BREAKS),
            Whitespace.THROUGH_LINE_BREAKS, Whitespace.BEFORE_LAST, Whitespace.ALL);

    /** As {@link #QWEN2}, with {@code  ?[^\s\p{L}\p{N}]+}. */
    static final Splitter SEED_CODER = new Alternation(Contraction.ANY_CASE, WORD, NUMBER, OTHERS,
            Whitespace.THROUGH_LINE_BREAKS, Whitespace.BEFORE_LAST, Whitespace.ALL);

    /** {@code \p{N}{1,3}}, then as {@link #LLAMA3}, with {@code \p{N}+}. */
    static final Splitter MINICPM5 = new Alternation(Run.of(NUMBERS).times(1, 3))
            .then(wordsWithNumbers(Run.of(NUMBERS)));

    /** {@code [^\n]+|[\n]+}. */
    static final Splitter LINES = new Alternation(Run.of(LINE_FEED), Run.of(LINE_FEED.complement()));

    /** {@link #LINES}, then {@link #QWEN2}. */
    static final Splitter LAGUNA = LINES.then(QWEN2);

    /** {@code lead?upper*lower+|lead?upper+lower*|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+}. */
    static final Alternation TEKKEN = casedWords(LETTERS, false, NUMBER);

    /** As {@link #TEKKEN}, words with the endings of contractions, and {@code \p{N}{1,3}}. */
    static final Alternation GPT4O = casedWords(LETTERS, true, Run.of(NUMBERS).times(1, 3));

    /** As {@link #GPT4O}, with {@code [\p{L}\p{M}]} for letters. */
    static final Splitter GRANITE_EMBEDDING = casedWords(LETTERS.or(MARKS), true, Run.of(NUMBERS).times(1, 3));

    private static final CharSet UPPER_CASE = MARKS.or(CharSet.categories(Character.UPPERCASE_LETTER,
            Character.TITLECASE_LETTER, Character.MODIFIER_LETTER, Character.OTHER_LETTER));
    private static final CharSet LOWER_CASE = MARKS.or(CharSet.categories(Character.LOWERCASE_LETTER,
            Character.MODIFIER_LETTER, Character.OTHER_LETTER));

    /** As {@link #TEKKEN}, with the cases of all of Unicode, and marks: not llama.cpp's, but the original. */
    static final Alternation TEKKEN_CASED = casedWords(new CasedWord(BEFORE_LETTERS, UPPER_CASE, LOWER_CASE, false),
            NUMBER);

    /** As {@link #GPT4O}, with the cases of all of Unicode, and marks: not llama.cpp's, but the original. */
    static final Alternation GPT4O_CASED = casedWords(new CasedWord(BEFORE_LETTERS, UPPER_CASE, LOWER_CASE, true),
            Run.of(NUMBERS).times(1, 3));

    /** {@code  ?[^(\s|.,!?…。，、।۔،)]+}. */
    static final Splitter BLOOM = new Alternation(
            Run.of(CharSet.of("(|.,!?…。，、।۔،)").or(WHITESPACE).complement()).afterOptional(BLANK));

    /** {@link #BLOOM}, then {@code \p{N}}. */
    static final Splitter VIKING = BLOOM.then(new Alternation(NUMBER));

    /** Chinese, Japanese and Korean, and with them all from U+0800 on. */
    private static final CharSet DEEPSEEK_CJK = CharSet.of("\u0800-\u9FA5\uAC00-\uD7FF").without(WHITESPACE);
    /** Has the ASCII letters, of which {@code :-~} is full; DeepSeek has it so. */
    private static final CharSet DEEPSEEK_PUNCTUATION = CharSet
            .of("!-/:-~\uFF01-\uFF0F\uFF1A-\uFF5E\u2018-\u201F\u3001\u3002");
    /** The cased letters of the Unicode version that DeepSeek's list was made with. */
    private static final CharSet DEEPSEEK_LETTERS = CharSet.of(
            "A-Za-z\u00B5\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u01BA\u01BC-\u01BF\u01C4-\u0293\u0295-\u02AF"
                    + "\u0370-\u0373\u0376\u0377\u037B-\u037D\u037F\u0386\u0388-\u038A\u038C\u038E-\u03A1\u03A3-\u03F5"
                    + "\u03F7-\u0481\u048A-\u052F\u0531-\u0556\u10A0-\u10C5\u13A0-\u13F5\u13F8-\u13FD\u1C90-\u1CBA"
                    + "\u1CBD-\u1CBF\u1D00-\u1D2B\u1D6B-\u1D77\u1D79-\u1D9A\u1E00-\u1F15\u1F18-\u1F1D\u1F20-\u1F45"
                    + "\u1F48-\u1F4D\u1F50-\u1F57\u1F59\u1F5B\u1F5D\u1F5F-\u1F7D\u1F80-\u1FB4\u1FB6-\u1FBC\u1FBE"
                    + "\u1FC2-\u1FC4\u1FC6-\u1FCC\u1FD0-\u1FD3\u1FD6-\u1FDB\u1FE0-\u1FEC\u1FF2-\u1FF4\u1FF6-\u1FFC"
                    + "\u2102\u2107\u210A-\u2113\u2115\u2119-\u211D\u2124\u2126\u2128\u212A-\u212D\u212F-\u2134\u2139"
                    + "\u213C-\u213F\u2145-\u2149\u214E\u2183\u2184\u2C00-\u2C7B\u2C7E-\u2CE4\u2CEB-\u2CEE\u2CF2\u2CF3"
                    + "\uA640-\uA66D\uA680-\uA69B\uA722-\uA76F\uA771-\uA787\uA78B-\uA78E\uAB70-\uABBF\uFB00-\uFB06"
                    + "\uFB13-\uFB17\uFF21-\uFF3A\uFF41-\uFF5A\uD801\uDC00-\uD801\uDC4F\uD801\uDCB0-\uD801\uDCD3"
                    + "\uD801\uDCD8-\uD801\uDCFB\uD803\uDC80-\uD803\uDCB2\uD803\uDCC0-\uD803\uDCF2"
                    + "\uD806\uDCA0-\uD806\uDCDF\uD83A\uDD00-\uD83A\uDD43");

    /** {@code [\r\n]}, {@code \s?[letters]+}, {@code \s?[punctuation]+}, {@code \s+$}, {@code [CJK]+}, {@code \p{N}+}. */
    static final Splitter DEEPSEEK_LLM = new Alternation(Run.of(LINE_BREAKS).times(1, 1))
            .then(new Alternation(Run.of(DEEPSEEK_LETTERS).afterOptional(WHITESPACE)))
            .then(new Alternation(Run.of(DEEPSEEK_PUNCTUATION).afterOptional(WHITESPACE)))
            .then(Whitespace::splitTrailing)
            .then(new Alternation(Run.of(DEEPSEEK_CJK)))
            .then(new Alternation(Run.of(NUMBERS)));

    /** {@code [\r\n]}, {@code \s?\p{L}+}, {@code \s?\p{P}+}, {@code [CJK]+}, {@code \p{N}}. */
    static final Splitter DEEPSEEK_CODER = new Alternation(Run.of(LINE_BREAKS).times(1, 1))
            .then(new Alternation(Run.of(LETTERS).afterOptional(WHITESPACE)))
            .then(new Alternation(Run.of(PUNCTUATION).afterOptional(WHITESPACE)))
            .then(new Alternation(Run.of(DEEPSEEK_CJK)))
            .then(new Alternation(NUMBER));

    private static final Run DEEPSEEK3_CJK = Run.of(CharSet.of("\u4E00-\u9FA5\u3040-\u309F\u30A0-\u30FF"));
    private static final Run DEEPSEEK3_IDENTIFIER = Run.of(ASCII_LETTERS).after(ASCII_PUNCTUATION);
    private static final Run DEEPSEEK3_WORD = Run.of(LETTERS.or(MARKS))
            .afterOptional(LINE_BREAKS.or(LETTERS).or(PUNCTUATION).or(SYMBOLS).complement());
    private static final Run DEEPSEEK3_OTHERS = Run.of(PUNCTUATION.or(SYMBOLS)).afterOptional(BLANK);

    private static final Splitter DEEPSEEK3_LAST = new Alternation(DEEPSEEK3_IDENTIFIER, DEEPSEEK3_WORD,
            DEEPSEEK3_OTHERS.then(LINE_BREAKS), Whitespace.THROUGH_LINE_BREAKS, Whitespace.BEFORE_LAST,
            Whitespace.ALL);

    /**
     * {@code \p{N}{1,3}}, then {@code [一-龥぀-ゟ゠-ヿ]+}, then
     * {@code [ASCII punctuation][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+}.
     */
    static final Splitter DEEPSEEK3 = new Alternation(Run.of(NUMBERS).times(1, 3))
            .then(new Alternation(DEEPSEEK3_CJK)).then(DEEPSEEK3_LAST);

    /**
     * As {@link #DEEPSEEK3}, with {@code  ?[\p{P}\p{S}]+} and {@code [\r\n]} for what comes before whitespace, then
     * {@code \p{N}}.
     */
    static final Splitter SPARK = new Alternation(Run.of(NUMBERS).times(1, 3)).then(new Alternation(DEEPSEEK3_CJK))
            .then(new Alternation(DEEPSEEK3_IDENTIFIER, DEEPSEEK3_WORD, DEEPSEEK3_OTHERS,
                    Run.of(LINE_BREAKS).times(1, 1), Whitespace.BEFORE_LAST, Whitespace.ALL))
            .then(new Alternation(NUMBER));

    /** As {@link #LLAMA3}, whitespace cut by {@link Whitespace#splitInPowersOfTwo}. */
    static final Splitter JAIS2 = LLAMA3.then(Whitespace::splitInPowersOfTwo);

    /**
     * Korean, full-width punctuation, Bopomofo, Chinese and Japanese, then as {@link #GPT4O}, with
     * {@code lead?[\p{L}\p{M}]+} for words and {@code \p{N}}.
     */
    static final Splitter YOUTU = new Alternation(Run.of(CharSet.of("\uAC00-\uD7A3\u3131-\u318E")),
            Run.of(CharSet
                    .of("\uFF01\u2026\u201C\u201D\u2018\u2019\u2014\uFF1A\uFF1B\uFF0C\u3001-\u303F\uFE30-\uFE4F")),
            Run.of(CharSet.of("\u3105-\u312F")), DEEPSEEK3_CJK).then(markedWords(NUMBER));

    /** Numbers in groups of three, then as {@link #YOUTU}, with {@code \p{N}{1,3}}. */
    static final Splitter TINY_AYA = DigitGroups.WITH_TEXT_BEFORE.then(markedWords(Run.of(NUMBERS).times(1, 3)));

    /** East and south-east Asian scripts; whatever is between U+8C48 and U+FAFF is among them. */
    private static final CharSet AFMOE_ASIAN = CharSet.of("\u4E00-\u9FFF\u3400-\u4DBF\u8C48-\uFAFF\u3040-\u30FF"
            + "\uFF65-\uFF9F\u2F00-\u2FDF\u0E40-\u0EFF\u1780-\u17FF\u1000-\u109F\uAA60-\uAA7F\uA9E0-\uA9FF\uAC00-\uD7AF"
            + "\u1100-\u11FF");

    /** Numbers in groups of three, then Asian scripts, then as the last step of {@link #DEEPSEEK3}. */
    static final Splitter AFMOE = DigitGroups.WITH_TEXT_BEFORE.then(new Alternation(Run.of(AFMOE_ASIAN)))
            .then(DEEPSEEK3_LAST);

    /** {@code \p{N}+}, then before groups of three digits. */
    static final Splitter SUPERBPE = new Alternation(Run.of(NUMBERS)).then(DigitGroups.ASCII);

    /** The ideographs that llama.cpp takes for Han: whole blocks, unassigned code points included. */
    private static final CharSet HAN = CharSet.of("\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\uD840\uDC00-\uD869\uDEDF"
            + "\uD869\uDF00-\uD87A\uDFEF\uD87E\uDC00-\uD87E\uDE1F");

    /** {@code \p{Han}+|lead?[\p{L}&&[^\p{Han}]]+(?:contraction)?}, then as {@link #LLAMA3} from the numbers on. */
    static final Splitter KIMI = new Alternation(Run.of(HAN),
            new Then(Run.of(LETTERS.without(HAN)).afterOptional(BEFORE_LETTERS), Contraction.ANY_CASE),
            Run.of(NUMBERS).times(1, 3), OTHERS.then(LINE_BREAKS), Whitespace.THROUGH_LINE_BREAKS,
            Whitespace.BEFORE_LAST, Whitespace.ALL);

    /** As {@link #QWEN2}, words with single blanks between them, and one of {@code [\r\n/]} after other characters. */
    static final Splitter EXAONE_MOE = new Alternation(Contraction.ANY_CASE, new SpacedWords(BEFORE_LETTERS), NUMBER,
            new Then(OTHERS, Run.of(CharSet.of("\r\n/")).times(1, 1)), Whitespace.THROUGH_LINE_BREAKS,
            Whitespace.BEFORE_LAST, Whitespace.ALL);

    /**
     * {@code <sentinel:[0-9]+>}, {@code IMGIMG[A-I]{1,4}Z}, {@code [\t\n]|    |  }, {@code \p{N}}, single punctuation, then
     * {@link #GPT2}.
     */
    static final Splitter CHAMELEON = new Alternation(new Enclosed("<sentinel:", DIGITS, Integer.MAX_VALUE, '>'))
            .then(new Alternation(new Enclosed("IMGIMG", CharSet.of("A-I"), 4, 'Z')))
            .then(new Alternation(Run.of(CharSet.of("\t\n")).times(1, 1), Run.of(BLANK).times(4, 4),
                    Run.of(BLANK).times(2, 2)))
            .then(new Alternation(NUMBER))
            .then(new Alternation(Run.of(PUNCTUATION.or(ASCII_PUNCTUATION)).times(1, 1))).then(GPT2);

    /** {@code \S+}. */
    static final Splitter WORDS = new Alternation(Run.of(WHITESPACE.complement()));

    private SplitRules() {}

    private static Splitter markedWords(Matcher numbers) {
        return new Alternation(
                new Then(Run.of(LETTERS.or(MARKS)).afterOptional(BEFORE_LETTERS), Contraction.ANY_CASE), numbers,
                OTHERS.then(CharSet.of("\r\n/")), Whitespace.THROUGH_LINE_BREAKS, Whitespace.BEFORE_LAST,
                Whitespace.ALL);
    }

    private static Alternation casedWords(CharSet letters, boolean contractions, Matcher numbers) {
        return casedWords(CasedWord.of(letters, BEFORE_LETTERS, contractions), numbers);
    }

    private static Alternation casedWords(Matcher words, Matcher numbers) {
        return new Alternation(words, numbers,
                OTHERS.then(CharSet.of("\r\n/")), Whitespace.THROUGH_LINE_BREAKS, Whitespace.BEFORE_LAST,
                Whitespace.ALL);
    }

    private static Alternation wordsWithNumbers(Matcher numbers) {
        return new Alternation(Contraction.ANY_CASE, WORD, numbers, OTHERS.then(LINE_BREAKS),
                Whitespace.THROUGH_LINE_BREAKS, Whitespace.BEFORE_LAST, Whitespace.ALL);
    }
}
