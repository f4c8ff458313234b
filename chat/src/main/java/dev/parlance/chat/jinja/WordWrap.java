package dev.parlance.chat.jinja;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Breaks paragraphs into lines as Python's {@code textwrap} does, and counts words. */
final class WordWrap {
    private static final String SPACE = "[\\t\\n\\x0b\\x0c\\r ]";
    private static final String NO_SPACE = "[^\\t\\n\\x0b\\x0c\\r ]";
    private static final String LETTER = "[^\\d\\W]";
    private static final String PUNCTUATED = "[\\w!\"'&.,?]";

    /** White space, a dash between words, or a word up to a hyphen inside it, its end, or a dash. */
    private static final Pattern PARTS = Pattern.compile(SPACE + "+|(?<=" + PUNCTUATED + ")-{2,}(?=\\w)|" + NO_SPACE
            + "+?(?:-(?:(?<=" + LETTER + "{2}-)|(?<=" + LETTER + "-" + LETTER + "-))(?=" + LETTER + "-?" + LETTER
            + ")|(?=" + SPACE + "|\\z)|(?<=" + PUNCTUATED + ")(?=-{2,}\\w))", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern WORDS = Pattern.compile(SPACE + "+|" + NO_SPACE + "+");
    private static final Pattern WORD = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);

    private WordWrap() {}

    static long count(Text text) {
        return WORD.matcher(text.toString()).results().count();
    }

    static Text wrap(Text text, CallArguments.Bound arguments) {
        int width = arguments.integer(1, 79);
        if (width <= 0) {
            throw Failure.value("invalid width " + width + " (must be > 0)");
        }
        Object between = arguments.orNull(3);
        Text lineEnd = between == null ? Text.of("\n") : Types.text(between);
        List<Text> paragraphs = new ArrayList<>();
        for (Text line : StringSplitting.lines(text, false)) {
            paragraphs.add(lineEnd.join(lines(parts(line, arguments.truth(4, true)), width,
                    arguments.truth(2, true), arguments.truth(4, true))));
        }
        return lineEnd.join(paragraphs);
    }

    private static Deque<Text> parts(Text line, boolean atHyphens) {
        String string = line.toString();
        Deque<Text> parts = new ArrayDeque<>();
        Matcher matcher = (atHyphens ? PARTS : WORDS).matcher(string);
        int at = 0;
        int from = 0;
        while (matcher.find()) {
            int to = from + string.codePointCount(at, matcher.end());
            parts.add(line.slice(from, to));
            from = to;
            at = matcher.end();
        }
        return parts;
    }

    private static List<Text> lines(Deque<Text> parts, int width, boolean breakWords, boolean atHyphens) {
        List<Text> lines = new ArrayList<>();
        while (!parts.isEmpty()) {
            if (!lines.isEmpty() && isBlank(parts.peek())) {
                parts.pop();
            }
            List<Text> line = new ArrayList<>();
            int length = 0;
            while (!parts.isEmpty() && length + parts.peek().length() <= width) {
                length += parts.peek().length();
                line.add(parts.pop());
            }
            if (!parts.isEmpty() && parts.peek().length() > width) {
                breakWord(parts, line, width - length, breakWords, atHyphens);
            }
            if (!line.isEmpty() && isBlank(line.getLast())) {
                line.removeLast();
            }
            if (!line.isEmpty()) {
                lines.add(Text.EMPTY.join(line));
            }
        }
        return lines;
    }

    private static boolean isBlank(Text part) {
        return StringMethods.strip(part, null, true, false).isEmpty();
    }

    private static void breakWord(Deque<Text> parts, List<Text> line, int room, boolean breakWords,
            boolean atHyphens) {
        Text word = parts.pop();
        if (!breakWords) {
            if (line.isEmpty()) {
                line.add(word);
            } else {
                parts.push(word);
            }
            return;
        }
        int end = room;
        int hyphen = word.lastIndexOf(Text.of("-"), 0, Math.min(end, word.length()));
        if (atHyphens && hyphen > 0 && hasOtherThanHyphens(word, hyphen)) {
            end = hyphen + 1;
        }
        line.add(word.slice(0, end));
        if (end < word.length()) {
            parts.push(word.slice(end, word.length()));
        }
    }

    private static boolean hasOtherThanHyphens(Text word, int end) {
        for (int i = 0; i < end; i++) {
            if (word.at(i) != '-') {
                return true;
            }
        }
        return false;
    }
}
