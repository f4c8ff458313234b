package dev.parlance.chat.jinja;

import dev.parlance.chat.ChatTemplateException;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The filter {@code pprint}: Python's {@code pprint.pformat} of nested data, 80 columns wide, keys sorted. */
final class PrettyPrint {
    private static final int WIDTH = 80;

    private PrettyPrint() {}

    static Text format(Object value) {
        TextBuilder out = new TextBuilder();
        write(sorted(value), 0, 0, true, out);
        return out.toText();
    }

    private static Object sorted(Object value) {
        Budget.nest();
        Object sorted = sortedInside(value);
        Budget.unnest();
        return sorted;
    }

    private static Object sortedInside(Object value) {
        return switch (value) {
            case PyDict dict -> {
                PyDict sorted = new PyDict();
                for (Object item : Ordering.sorted(dict.items(), UnaryOperator.identity(), PrettyPrint::isBefore,
                        false)) {
                    sorted.put(key(item), sorted(((Tuple) item).items().getLast()));
                }
                yield sorted;
            }
            case PyList list -> PyList.of(sortedAll(list.items()));
            case Tuple tuple -> Tuple.of(sortedAll(tuple.items()));
            default -> value;
        };
    }

    private static List<Object> sortedAll(List<Object> items) {
        List<Object> sorted = new ArrayList<>(items.size());
        for (Object item : items) {
            sorted.add(sorted(item));
        }
        return sorted;
    }

    private static Object key(Object item) {
        return ((Tuple) item).items().getFirst();
    }

    /** Compares keys that have no order by their types. */
    private static boolean isBefore(Object item, Object other) {
        try {
            return Ordering.less(key(item), key(other));
        } catch (ChatTemplateException e) {
            if (e.type().equals(ChatTemplateException.LIMIT)) {
                throw e;
            }
            return Types.qualifiedName(key(item)).compareTo(Types.qualifiedName(key(other))) < 0;
        }
    }

    /**
     * Writes a value that begins in some column.
     *
     * @param following how many characters come after it in its last line
     * @param outermost whether it is in no other
     */
    private static void write(Object value, int column, int following, boolean outermost, TextBuilder out) {
        Text line = Printing.print(value);
        if (line.length() <= WIDTH - column - following) {
            out.append(line);
            return;
        }
        switch (value) {
            case PyDict dict -> {
                out.append("{");
                List<PyDict.Entry> entries = dict.entries();
                for (int i = 0; i < entries.size(); i++) {
                    boolean last = i == entries.size() - 1;
                    Text key = Printing.print(entries.get(i).key());
                    out.append(key).append(": ");
                    write(entries.get(i).value(), column + 1 + key.length() + 2, last ? following + 1 : 1, false, out);
                    separate(last, column, out);
                }
                out.append("}");
            }
            case PyList list -> writeAll("[", list.items(), "]", column, following, out);
            case Tuple tuple -> writeAll("(", tuple.items(), tuple.items().size() == 1 ? ",)" : ")", column, following,
                    out);
            case Text text when !text.isSafe() && !text.isEmpty() -> writeText(text, column, following, outermost, out);
            default -> out.append(line);
        }
    }

    private static void writeAll(String begin, List<Object> items, String end, int column, int following,
            TextBuilder out) {
        out.append(begin);
        for (int i = 0; i < items.size(); i++) {
            boolean last = i == items.size() - 1;
            write(items.get(i), column + 1, last ? following + end.length() : 1, false, out);
            separate(last, column, out);
        }
        out.append(end);
    }

    private static void separate(boolean last, int column, TextBuilder out) {
        if (!last) {
            out.append(",\n").append(" ".repeat(column + 1));
        }
    }

    /** Writes a string as several literals, cut behind line ends and white space; in brackets if it stands alone. */
    private static void writeText(Text text, int column, int following, boolean outermost, TextBuilder out) {
        int indent = column + (outermost ? 1 : 0);
        int after = following + (outermost ? 1 : 0);
        List<Text> literals = new ArrayList<>();
        List<Text> lines = StringSplitting.lines(text, true);
        for (int i = 0; i < lines.size(); i++) {
            boolean last = i == lines.size() - 1;
            Text whole = Printing.print(lines.get(i));
            if (whole.length() <= WIDTH - indent - (last ? after : 0)) {
                literals.add(whole);
            } else {
                cut(lines.get(i), WIDTH - indent, last ? after : 0, literals);
            }
        }
        boolean brackets = outermost && literals.size() > 1;
        out.append(brackets ? "(" : "");
        for (int i = 0; i < literals.size(); i++) {
            out.append(i == 0 ? "" : "\n" + " ".repeat(indent)).append(literals.get(i));
        }
        out.append(brackets ? ")" : "");
    }

    /** Cuts a line into literals of a width that the last one has less of. */
    private static void cut(Text line, int width, int after, List<Text> literals) {
        int begin = 0;
        int end = 0;
        while (end < line.length()) {
            int next = end;
            while (next < line.length() && !Characters.isSpace(line.at(next))) {
                next++;
            }
            while (next < line.length() && Characters.isSpace(line.at(next))) {
                next++;
            }
            int room = width - (next == line.length() ? after : 0);
            if (Printing.print(line.slice(begin, next)).length() > room) {
                if (end > begin) {
                    literals.add(Printing.print(line.slice(begin, end)));
                }
                begin = end;
            }
            end = next;
        }
        literals.add(Printing.print(line.slice(begin, end)));
    }
}
