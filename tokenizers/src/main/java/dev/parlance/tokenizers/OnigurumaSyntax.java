package dev.parlance.tokenizers;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Puts a regular expression in the syntax of Oniguruma into that of {@link Pattern}, where they differ. */
final class OnigurumaSyntax {
    /** Names of properties that mean the same to both; all longer ones are scripts and binary properties. */
    private static final Set<String> SAME_NAMES = Set.of("Lower", "Upper", "ASCII", "Alpha", "Digit", "Alnum", "Punct",
            "Graph", "Print", "Blank", "Cntrl", "XDigit", "Space");
    /** The characters of words: with the numbers of Latin-1 that are no digits. */
    private static final String WORD = "\\p{IsAlphabetic}\\p{M}\\p{Nd}\\p{Pc}\u00B2\u00B3\u00B9\u00BC-\u00BE";
    private static final Map<String, String> BRACKETS = Map.ofEntries(Map.entry("alpha", "\\p{IsAlphabetic}"),
            Map.entry("digit", "\\p{Nd}"), Map.entry("alnum", "\\p{IsAlphabetic}\\p{Nd}"),
            Map.entry("upper", "\\p{IsUppercase}"), Map.entry("lower", "\\p{IsLowercase}"),
            Map.entry("space", "\\s"), Map.entry("word", WORD), Map.entry("cntrl", "\\p{Cc}"),
            Map.entry("xdigit", "0-9a-fA-F"), Map.entry("punct", "\\p{P}$+<=>^`|~"));
    private static final String BOUNDARY = "(?:(?<=[" + WORD + "])(?![" + WORD + "])|(?<![" + WORD + "])(?=[" + WORD
            + "]))";
    private static final String NO_BOUNDARY = "(?!" + BOUNDARY + ")";
    private static final Pattern OPTIONS = Pattern.compile("\\(\\?[imx-]+[:)]");
    private static final Pattern REPEATED_INTERVAL = Pattern.compile("\\{\\d*,?\\d*}\\+");

    private final String expression;
    private final StringBuilder java = new StringBuilder();
    private int at;
    private int classes; // how many brackets are open

    private OnigurumaSyntax(String expression) {
        this.expression = expression;
    }

    /**
     * Returns the expression in Java's syntax.
     *
     * @throws PatternSyntaxException if it has something that can not be said there
     */
    static String toJava(String expression) {
        OnigurumaSyntax syntax = new OnigurumaSyntax(expression);
        while (syntax.at < expression.length()) {
            syntax.step();
        }
        return syntax.java.toString();
    }

    private void step() {
        char c = expression.charAt(at);
        if (c == '\\' && at + 1 < expression.length()) {
            escape(expression.charAt(at + 1));
        } else if (c == '[' && expression.startsWith("[:", at) && classes > 0 && expression.indexOf(":]", at) > 0) {
            bracket();
        } else if (c == '(' && classes == 0
                && OPTIONS.matcher(expression).region(at, expression.length()).lookingAt()) {
            options();
        } else if (c == '{' && classes == 0
                && REPEATED_INTERVAL.matcher(expression).region(at, expression.length()).lookingAt()) {
            // Oniguruma repeats the interval, Java would make it possessive.
            throw new PatternSyntaxException("an interval with + after it is not supported", expression, at);
        } else {
            classes += c == '[' ? 1 : c == ']' && classes > 0 ? -1 : 0;
            java.append(c);
            at++;
        }
    }

    private void escape(char escaped) {
        switch (escaped) {
            case 'h', 'H' -> {
                // Hexadecimal digits there, blanks here.
                if (classes > 0 && escaped == 'H') {
                    throw new PatternSyntaxException("\\H between brackets is not supported", expression, at);
                }
                java.append(classes > 0 ? "0-9a-fA-F" : escaped == 'h' ? "[0-9a-fA-F]" : "[^0-9a-fA-F]");
                at += 2;
            }
            case 'p', 'P' -> property(escaped);
            case 'w', 'W' -> {
                java.append(escaped == 'W' ? "[^" + WORD + "]" : classes > 0 ? WORD : "[" + WORD + "]");
                at += 2;
            }
            case 'b', 'B' -> {
                java.append(classes > 0 ? "\\" + escaped : escaped == 'b' ? BOUNDARY : NO_BOUNDARY);
                at += 2;
            }
            default -> {
                java.append('\\').append(escaped);
                at += 2;
            }
        }
    }

    private void property(char escaped) {
        int end = expression.startsWith("{", at + 2) ? expression.indexOf('}', at) : -1;
        if (end < 0) {
            throw new PatternSyntaxException("a property without braces is not supported", expression, at);
        }
        String name = expression.substring(at + 3, end);
        boolean inverted = name.startsWith("^");
        if (inverted) {
            name = name.substring(1);
        }
        boolean same = name.length() <= 2 || SAME_NAMES.contains(name) || name.contains("=") || name.startsWith("Is");
        java.append('\\').append(inverted == (escaped == 'p') ? 'P' : 'p').append('{').append(same ? "" : "Is")
                .append(name).append('}');
        at = end + 1;
    }

    private void bracket() {
        int end = expression.indexOf(":]", at);
        boolean inverted = expression.startsWith("[:^", at);
        String name = expression.substring(at + (inverted ? 3 : 2), end);
        String members = BRACKETS.get(name);
        if (members == null) {
            throw new PatternSyntaxException("[:" + name + ":] is not supported", expression, at);
        }
        java.append(inverted ? "[^" : "[").append(members).append(']');
        at = end + 2;
    }

    /** The dot matches line breaks with {@code m} there, with {@code s} here. */
    private void options() {
        int end = at;
        while (expression.charAt(end) != ':' && expression.charAt(end) != ')') {
            end++;
        }
        java.append(expression.substring(at, end).replace('m', 's'));
        at = end;
    }
}
