package dev.parlance.tokenizers;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The regular expressions of a {@code tokenizer.json}, in the syntax of Oniguruma. Those that most models have are run by
 * the scanners of {@link SplitRules}; any other by {@link Pattern}, after {@link OnigurumaSyntax} has put it in Java's
 * words.
 */
final class JsonRegex {
    private static final String CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
    private static final String SPACES = "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final String LEAD = "[^\\r\\n\\p{L}\\p{N}]?";
    private static final String UPPER = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
    private static final String LOWER = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
    private static final int FLAGS = Pattern.UNICODE_CHARACTER_CLASS | Pattern.MULTILINE | Pattern.UNIX_LINES;
    private static final Map<String, Finder> SCANNERS = new HashMap<>();

    static {
        String gpt2 = " ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
        SCANNERS.put("'s|'t|'re|'ve|'m|'ll|'d|" + gpt2, SplitRules.GPT2);
        SCANNERS.put("'(?:[sdmt]|ll|ve|re)|" + gpt2, SplitRules.GPT2);
        SCANNERS.put(words("\\p{N}{1,3}"), SplitRules.LLAMA3);
        SCANNERS.put(words("\\p{N}"), SplitRules.QWEN2);
        SCANNERS.put(cased(CONTRACTIONS + "?") + "|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*" + SPACES,
                SplitRules.GPT4O_CASED);
        SCANNERS.put(cased("") + "|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*" + SPACES, SplitRules.TEKKEN_CASED);
        // Backtracking would look at long whitespace from each of its characters on.
        SCANNERS.put("\\s+$", Whitespace::findAtLineEnds);
    }

    private JsonRegex() {}

    private static String words(String numbers) {
        return CONTRACTIONS + "|" + LEAD + "\\p{L}+|" + numbers + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*" + SPACES;
    }

    private static String cased(String ending) {
        return LEAD + UPPER + "*" + LOWER + "+" + ending + "|" + LEAD + UPPER + "+" + LOWER + "*" + ending;
    }

    /**
     * Reads an expression.
     *
     * @throws dev.parlance.ModelFormatException if it is none, or has something that is not supported
     */
    static Finder read(JsonPart part) {
        String expression = part.string();
        Finder scanner = SCANNERS.get(expression);
        if (scanner != null) {
            return scanner;
        }
        try {
            Pattern pattern = Pattern.compile(OnigurumaSyntax.toJava(expression), FLAGS);
            return (text, from, to, matches) -> find(pattern, text, from, to, matches);
        } catch (PatternSyntaxException e) {
            throw part.wrong("is no regular expression that can be run: " + e.getMessage());
        }
    }

    private static void find(Pattern pattern, byte[] text, int from, int to, Finder.Matches matches) {
        String string = new String(text, from, to - from, StandardCharsets.UTF_8);
        Matcher matcher = pattern.matcher(string);
        int characters = 0;
        int bytes = from;
        try {
            while (matcher.find()) {
                // Other than Java's, Oniguruma's callers have no empty match where another has just ended.
                if (matcher.end() == matcher.start() && matcher.start() == characters && characters > 0) {
                    continue;
                }
                int begin = bytes + Utf8.length(string, characters, matcher.start());
                int end = begin + Utf8.length(string, matcher.start(), matcher.end());
                matches.accept(begin, end);
                characters = matcher.end();
                bytes = end;
            }
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException(
                    "the tokenizer's regular expression '" + pattern + "' needs more stack than"
                            + " this thread has left for a part of the text of " + string.length()
                            + " characters; tokenize it in"
                            + " a thread with a larger stack, or in shorter parts",
                    e);
        }
    }
}
