package dev.parlance.chat.answer;

import dev.parlance.chat.ToolCall;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads tool calls that are written as a list of calls in Python: {@code [weather(city="Oslo", days=3)]}. */
final class PythonCalls {
    private final String text;
    private int at;

    PythonCalls(String text) {
        this.text = text;
    }

    interface Adder {
        boolean add(String name, @Nullable Object arguments, @Nullable String id, List<ToolCall> calls);
    }

    boolean read(Adder adder, List<ToolCall> calls) {
        try {
            expect('[');
            do {
                String name = name();
                expect('(');
                Map<String, Object> arguments = new LinkedHashMap<>();
                while (!skip(')')) {
                    String key = name();
                    expect('=');
                    arguments.put(key, value());
                    if (!skip(',') && peek() != ')') {
                        throw new IllegalArgumentException("no comma");
                    }
                }
                adder.add(name, arguments, null, calls);
            } while (skip(','));
            expect(']');
            return at == text.length() && !calls.isEmpty();
        } catch (IllegalArgumentException e) {
            calls.clear();
            return false;
        }
    }

    private char peek() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }

    private boolean skip(char c) {
        if (peek() == c) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char c) {
        if (!skip(c)) {
            throw new IllegalArgumentException("expected " + c);
        }
    }

    private String name() {
        peek();
        int begin = at;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || "_.-".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        if (begin == at) {
            throw new IllegalArgumentException("expected a name");
        }
        return text.substring(begin, at);
    }

    private @Nullable Object value() {
        char c = peek();
        if (c == '"' || c == '\'') {
            return string(c);
        }
        if (c == '[') {
            at++;
            List<@Nullable Object> items = new ArrayList<>();
            while (!skip(']')) {
                items.add(value());
                skip(',');
            }
            return items;
        }
        if (c == '{') {
            at++;
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            while (!skip('}')) {
                String key = string(peek());
                expect(':');
                map.put(key, value());
                skip(',');
            }
            return map;
        }
        String word = name();
        return switch (word) {
            case "True", "true" -> true;
            case "False", "false" -> false;
            case "None", "null" -> null;
            default -> {
                Object number = ToolCallReader.parse(word);
                if (!(number instanceof Number)) {
                    throw new IllegalArgumentException("expected a value");
                }
                yield number;
            }
        };
    }

    private String string(char quote) {
        if (quote != '"' && quote != '\'') {
            throw new IllegalArgumentException("expected a string");
        }
        at++;
        StringBuilder string = new StringBuilder();
        while (at < text.length() && text.charAt(at) != quote) {
            char c = text.charAt(at++);
            if (c == '\\' && at < text.length()) {
                c = switch (text.charAt(at++)) {
                    case 'n' -> '\n';
                    case 't' -> '\t';
                    case 'r' -> '\r';
                    default -> text.charAt(at - 1);
                };
            }
            string.append(c);
        }
        if (at == text.length()) {
            throw new IllegalArgumentException("no end of a string");
        }
        at++;
        return string.toString();
    }
}
