package dev.parlance.chat.jinja;

import dev.parlance.chat.ChatTemplateException;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a template into tokens, with Jinja2's {@code trim_blocks} and {@code lstrip_blocks} on: the line end after a
 * statement goes, and so do blanks before one that begins its line.
 */
final class Lexer {
    private static final int UNICODE = Pattern.UNICODE_CHARACTER_CLASS;
    private static final String DIGITS = "(?:\\d+_)*+\\d+";
    private static final Pattern FLOAT = Pattern.compile(
            "(?<!\\.)" + DIGITS + "(?:(?:\\." + DIGITS + ")?e[+-]?" + DIGITS + "|\\." + DIGITS + ")",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern INTEGER = Pattern.compile(
            "0b(?:_?[01])++|0o(?:_?[0-7])++|0x(?:_?[\\da-f])++|[1-9](?:_?\\d)*+|0(?:_?0)*+", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME = Pattern.compile("[\\w\\xb7\\u0387]++", UNICODE);
    private static final Pattern OPERATOR = Pattern
            .compile("\\*\\*|//|==|!=|>=|<=|[-+/*%~\\[\\](){}><=.:|,;]");
    private static final Pattern RAW_BEGIN = Pattern.compile("\\{%[-+]?\\s*raw\\s*(-%\\}\\s*|%\\})", UNICODE);
    private static final Pattern RAW_END = Pattern
            .compile("\\{%([-+]?)\\s*endraw\\s*(?:\\+%\\}|-%\\}\\s*|%\\}\\n?)", UNICODE);

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int position;
    private int line = 1;
    private boolean lineStarts = true;

    private Lexer(String source) {
        this.source = source;
    }

    static List<Token> tokens(String template) {
        String lines = template.replace("\r\n", "\n").replace('\r', '\n');
        Lexer lexer = new Lexer(lines.endsWith("\n") ? lines.substring(0, lines.length() - 1) : lines);
        lexer.root();
        lexer.add(Token.Kind.END, "");
        return lexer.tokens;
    }

    private void root() {
        while (position < source.length()) {
            int tag = nextTag();
            if (tag < 0) {
                addData(source.substring(position));
                return;
            }
            char kind = source.charAt(tag + 1);
            char sign = signAt(tag + 2);
            Matcher raw = RAW_BEGIN.matcher(source).region(tag, source.length());
            String text = source.substring(position, tag);
            String kept = withoutBlanksBefore(text, sign, kind != '{');
            addData(kept);
            count(text.substring(kept.length()));
            position = tag;
            if (kind == '%' && raw.lookingAt()) {
                advance(raw.end());
                raw();
            } else {
                advance(tag + (sign == 0 ? 2 : 3));
                switch (kind) {
                    case '#' -> comment();
                    case '%' -> tag(Token.Kind.BLOCK_BEGIN, Token.Kind.BLOCK_END);
                    default -> tag(Token.Kind.VARIABLE_BEGIN, Token.Kind.VARIABLE_END);
                }
            }
        }
    }

    private int nextTag() {
        for (int at = source.indexOf('{', position); at >= 0; at = source.indexOf('{', at + 1)) {
            if (at + 1 < source.length() && "{%#".indexOf(source.charAt(at + 1)) >= 0) {
                return at;
            }
        }
        return -1;
    }

    private char signAt(int at) {
        char c = at < source.length() ? source.charAt(at) : 0;
        return c == '-' || c == '+' ? c : 0;
    }

    private String withoutBlanksBefore(String text, char sign, boolean block) {
        if (sign == '-') {
            int end = text.length();
            while (end > 0 && Characters.isSpace(text.charAt(end - 1))) {
                end--;
            }
            return text.substring(0, end);
        }
        if (sign == 0 && block) {
            int lineBegin = text.lastIndexOf('\n') + 1;
            if ((lineBegin > 0 || lineStarts) && text.chars().skip(lineBegin).allMatch(Characters::isSpace)) {
                return text.substring(0, lineBegin);
            }
        }
        return text;
    }

    private void comment() {
        if (position == source.length()) { // Jinja2 does not mind a comment of which there is only the beginning
            return;
        }
        int end = source.indexOf("#}", position);
        if (end < 0) {
            throw error("Missing end of comment tag");
        }
        char sign = end > position ? source.charAt(end - 1) : 0;
        advance(afterEnd(end + 2, sign, true));
    }

    private void raw() {
        Matcher end = RAW_END.matcher(source);
        if (!end.find(position)) {
            throw error("Missing end of raw directive");
        }
        String text = source.substring(position, end.start());
        String sign = end.group(1);
        String kept = withoutBlanksBefore(text, sign.isEmpty() ? 0 : sign.charAt(0), true);
        addData(kept);
        count(text.substring(kept.length()));
        position = end.start();
        advance(end.end());
    }

    /** Returns where the text goes on after the end of a tag: after all blanks for a minus, after a line end at most else. */
    private int afterEnd(int end, char sign, boolean block) {
        int next = end;
        if (sign == '-') {
            while (next < source.length() && Characters.isSpace(source.charAt(next))) {
                next++;
            }
        } else if (sign != '+' && block && next < source.length() && source.charAt(next) == '\n') {
            next++;
        }
        return next;
    }

    /** Reads the inside of a statement or expression, to its end. */
    private void tag(Token.Kind begin, Token.Kind end) {
        add(begin, "");
        boolean block = begin == Token.Kind.BLOCK_BEGIN;
        String closing = block ? "%}" : "}}";
        Deque<Character> open = new ArrayDeque<>();
        while (position < source.length()) {
            char sign = signAt(position);
            int close = position + (sign == '-' || (sign == '+' && block) ? 1 : 0);
            if (open.isEmpty() && source.startsWith(closing, close)) {
                add(end, "");
                advance(afterEnd(close + 2, close > position ? sign : 0, block));
                return;
            }
            token(open);
        }
    }

    private void token(Deque<Character> open) {
        char c = source.charAt(position);
        if (Characters.isSpace(c)) {
            advance(position + 1);
        } else if (c == '\'' || c == '"') {
            string(c);
        } else if (!take(FLOAT, Token.Kind.FLOAT) && !take(INTEGER, Token.Kind.INTEGER)
                && !take(NAME, Token.Kind.NAME)) {
            if (!take(OPERATOR, Token.Kind.OPERATOR)) {
                throw error("unexpected char " + Printing.repr(Text.of(String.valueOf(c))) + " at " + position);
            }
            balance(tokens.getLast().text(), open);
        }
    }

    private boolean take(Pattern pattern, Token.Kind kind) {
        Matcher matcher = pattern.matcher(source).region(position, source.length()).useTransparentBounds(true);
        if (!matcher.lookingAt()) {
            return false;
        }
        String text = matcher.group();
        if (kind == Token.Kind.NAME && !Characters.isIdentifier(text)) {
            throw error("Invalid character in identifier");
        }
        add(kind, text);
        advance(matcher.end());
        return true;
    }

    private void balance(String operator, Deque<Character> open) {
        switch (operator) {
            case "{" -> open.push('}');
            case "(" -> open.push(')');
            case "[" -> open.push(']');
            case "}", ")", "]" -> {
                Character expected = open.poll();
                if (expected == null) {
                    throw error("unexpected '" + operator + "'");
                }
                if (expected != operator.charAt(0)) {
                    throw error("unexpected '" + operator + "', expected '" + expected + "'");
                }
            }
            default -> {
            }
        }
    }

    private void string(char quote) {
        int end = position + 1;
        while (end < source.length() && source.charAt(end) != quote) {
            end += source.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= source.length()) {
            throw error("unexpected char " + Printing.repr(Text.of(String.valueOf(quote))) + " at " + position);
        }
        try {
            add(Token.Kind.STRING, Escapes.decode(source.substring(position + 1, end)));
        } catch (IllegalArgumentException e) {
            throw error(String.valueOf(e.getMessage()));
        }
        advance(end + 1);
    }

    private void addData(String data) {
        if (!data.isEmpty()) {
            add(Token.Kind.DATA, data);
            count(data);
            position += data.length();
        }
    }

    private void add(Token.Kind kind, String text) {
        Budget.charge(4);
        tokens.add(new Token(line, kind, text));
    }

    private void advance(int to) {
        count(source.substring(position, to));
        lineStarts = to > 0 && source.charAt(to - 1) == '\n';
        position = to;
    }

    private void count(String passed) {
        line += (int) passed.chars().filter(c -> c == '\n').count();
    }

    private ChatTemplateException error(String message) {
        return Failure.syntax(message, line);
    }
}
