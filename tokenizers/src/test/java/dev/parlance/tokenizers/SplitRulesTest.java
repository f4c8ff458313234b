package dev.parlance.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.testkit.text.AwkwardTexts;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The scanners against the regular expressions that they stand for, run by {@link Pattern}. */
class SplitRulesTest {
    private static final String ENGLISH = "'s|'t|'re|'ve|'m|'ll|'d";
    private static final String ANY_CASE = "'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD]";
    private static final String GPT2 = ENGLISH + "| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
    private static final String SPACES = "\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final String WORD = "[^\\r\\n\\p{L}\\p{N}]?\\p{L}+";
    private static final String OTHERS = " ?[^\\s\\p{L}\\p{N}]+";
    private static final String QWEN2 = words("\\p{N}");
    private static final String BLOOM = " ?[^(\\s|.,!?…。，、।۔،)]+";
    private static final String DEEPSEEK_CJK = "[[\\u0800-\\u9FA5\\uAC00-\\uD7FF]&&\\S]+";

    private static final Map<String, List<String>> RULES = new TreeMap<>();

    static {
        RULES.put("gpt-2", List.of(GPT2));
        RULES.put("mpt", List.of(GPT2));
        RULES.put("starcoder", List.of("\\p{N}", GPT2));
        RULES.put("falcon", List.of("[\\p{P}$+<=>^~|`]+", GPT2, "[0-9][0-9][0-9]"));
        RULES.put("default", List.of("[\\p{P}$+<=>^~|]+", GPT2, "\\p{N}+", "[0-9][0-9][0-9]"));
        RULES.put("llama-bpe", List.of(words("\\p{N}{1,3}")));
        RULES.put("smaug-bpe", List.of(words("\\p{N}{1,3}")));
        RULES.put("qwen2", List.of(QWEN2));
        RULES.put("qwen35", List.of(ANY_CASE + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}"
                + "| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*|" + SPACES));
        RULES.put("ufakzeka", List.of(WORD + "|\\p{N}|" + OTHERS + "[\\r\\n]*|" + SPACES));
        RULES.put("seed-coder", List.of(ANY_CASE + "|" + WORD + "|\\p{N}|" + OTHERS + "|" + SPACES));
        RULES.put("minicpm5", List.of("\\p{N}{1,3}", words("\\p{N}+")));
        RULES.put("laguna", List.of("[^\\n]+|[\\n]+", QWEN2));
        RULES.put("tekken", List.of(cased("\\p{L}", "") + "|\\p{N}|" + OTHERS + "[\\r\\n/]*|" + SPACES));
        RULES.put("gpt-4o", List.of(cased("\\p{L}", "(?:" + ANY_CASE + ")?") + "|\\p{N}{1,3}|" + OTHERS
                + "[\\r\\n/]*|" + SPACES));
        RULES.put("granite-embed-multi-97m", List.of(cased("\\p{L}\\p{M}", "(?:" + ANY_CASE + ")?") + "|\\p{N}{1,3}|"
                + OTHERS + "[\\r\\n/]*|" + SPACES));
        RULES.put("bailingmoe", List.of("'(?:[sSdDmMtT]|[lL][lL]|[vV][eE]|[rR][eE])|" + WORD + "|\\p{N}|" + OTHERS
                + "[\\r\\n]*|\\s*[\\r\\n]|\\s+(?!\\S)|\\s+"));
        RULES.put("bloom", List.of(BLOOM));
        RULES.put("viking", List.of(BLOOM, "\\p{N}"));
        RULES.put("deepseek-coder",
                List.of("[\\r\\n]", "\\s?\\p{L}+", "\\s?\\p{P}+", DEEPSEEK_CJK, "\\p{N}"));
        RULES.put("deepseek-v3", List.of("\\p{N}{1,3}", "[一-龥぀-ゟ゠-ヿ]+",
                "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+"
                        + "| ?[\\p{P}\\p{S}]+[\\r\\n]*|" + SPACES));
        RULES.put("spark2_5", List.of("\\p{N}{1,3}", "[一-龥぀-ゟ゠-ヿ]+",
                "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+"
                        + "| ?[\\p{P}\\p{S}]+|[\\r\\n]|\\s+(?!\\S)|\\s+",
                "\\p{N}"));
    }

    private static String cased(String letters, String ending) {
        String upper = "[" + letters + "&&[^a-z]]";
        String lower = "[" + letters + "&&[^A-Z]]";
        return "[^\\r\\n\\p{L}\\p{N}]?" + upper + "*" + lower + "+" + ending + "|[^\\r\\n\\p{L}\\p{N}]?" + upper + "+"
                + lower + "*" + ending;
    }

    private static String words(String numbers) {
        return ANY_CASE + "|" + WORD + "|" + numbers + "|" + OTHERS + "[\\r\\n]*|" + SPACES;
    }

    @Provide
    Arbitrary<String> rules() {
        return Arbitraries.of(RULES.keySet());
    }

    @Provide
    Arbitrary<String> texts() {
        // The JDK's regular expressions know the version of Unicode that the JDK has.
        return AwkwardTexts.wellFormed().map(text -> text.codePoints().filter(c -> !UnicodeVersion.isNewer(c))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString());
    }

    @Property(tries = 4000)
    void aRuleCutsAsItsRegularExpressionsDo(@ForAll("rules") String rule, @ForAll("texts") String text) {
        List<String> expected = List.of(text);
        for (String expression : RULES.get(rule)) {
            Pattern pattern = Pattern.compile(expression, Pattern.UNICODE_CHARACTER_CLASS);
            expected = expected.stream().flatMap(part -> cut(part, pattern).stream()).toList();
        }

        assertThat(parts(rule, text)).as(rule).isEqualTo(expected);
    }

    @Property
    void thePartsAreTheWholeText(@ForAll("texts") String text) {
        for (String name : PreTokenizers.names()) {
            assertThat(String.join("", parts(name, text))).as(name).isEqualTo(text);
        }
    }

    /** DeepSeek's list of letters is too long to be written twice; its list of punctuation has the ASCII letters. */
    @Test
    void deepSeekCutsBeforeLettersPunctuationChineseAndNumbers() {
        assertThat(parts("deepseek-llm", "Hello, wörld  123 \n中文!я１２ ")).containsExactly("Hello", ",", " w", "ö", "rld",
                "  ",
                "123", " ", "\n", "中文", "!", "я", "１２", " ");
        assertThat(parts("deepseek-llm", "中    中")).containsExactly("中", "    ", "中");
        assertThat(parts("deepseek-llm", "x\u3000y\u3000")).containsExactly("x", "\u3000y", "\u3000");
        assertThat(parts("deepseek-llm", "ªʔ𐐀")).containsExactly("ªʔ", "𐐀");
    }

    @Test
    void contractionsAreFoldedInAsciiOnly() {
        assertThat(parts("llama-bpe", "IT'S we'LL 'ſ")).containsExactly("IT", "'S", " we", "'LL", " '", "ſ");
        assertThat(parts("gpt-2", "IT'S it's")).containsExactly("IT", "'", "S", " it", "'s");
    }

    private static List<String> cut(String text, Pattern pattern) {
        List<String> parts = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        int done = 0;
        while (matcher.find()) {
            if (done < matcher.start()) {
                parts.add(text.substring(done, matcher.start()));
            }
            parts.add(matcher.group());
            done = matcher.end();
        }
        if (done < text.length()) {
            parts.add(text.substring(done));
        }
        return parts;
    }

    private static List<String> parts(String rule, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        PreTokenizer preTokenizer = PreTokenizers.named(rule);
        assertThat(preTokenizer).isNotNull();
        List<String> parts = new ArrayList<>();
        preTokenizer.splitter().split(utf8, 0, utf8.length,
                (from, to) -> parts.add(new String(utf8, from, to - from, StandardCharsets.UTF_8)));
        return parts;
    }
}
