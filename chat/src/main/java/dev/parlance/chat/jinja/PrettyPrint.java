package dev.parlance.chat.jinja;

import java.util.List;

/** The filter {@code pprint}: Python's {@code pprint.pformat} of nested data, 80 columns wide, keys sorted. */
final class PrettyPrint {
    private static final int WIDTH = 80;

    private PrettyPrint() {}

    static Text format(Object value) {
        TextBuilder out = new TextBuilder();
        write(sorted(value), 0, 0, out);
        return out.toText();
    }

    private static Object sorted(Object value) {
        return switch (value) {
            case PyDict dict -> {
                PyDict sorted = new PyDict();
                for (Object item : Ordering.sorted(dict.items(), PrettyPrint::key, false)) {
                    sorted.put(key(item), sorted(((Tuple) item).items().getLast()));
                }
                yield sorted;
            }
            case PyList list -> PyList.of(list.items().stream().map(PrettyPrint::sorted).toList());
            case Tuple tuple -> Tuple.of(tuple.items().stream().map(PrettyPrint::sorted).toList());
            default -> value;
        };
    }

    private static Object key(Object item) {
        return ((Tuple) item).items().getFirst();
    }

    /** Writes a value that begins in some column, with so many characters after it in its last line. */
    private static void write(Object value, int column, int following, TextBuilder out) {
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
                    write(entries.get(i).value(), column + 1 + key.length() + 2, last ? following + 1 : 1, out);
                    separate(last, column, out);
                }
                out.append("}");
            }
            case PyList list -> writeAll("[", list.items(), "]", column, following, out);
            case Tuple tuple -> writeAll("(", tuple.items(), tuple.items().size() == 1 ? ",)" : ")", column, following,
                    out);
            default -> out.append(line);
        }
    }

    private static void writeAll(String begin, List<Object> items, String end, int column, int following,
            TextBuilder out) {
        out.append(begin);
        for (int i = 0; i < items.size(); i++) {
            boolean last = i == items.size() - 1;
            write(items.get(i), column + 1, last ? following + end.length() : 1, out);
            separate(last, column, out);
        }
        out.append(end);
    }

    private static void separate(boolean last, int column, TextBuilder out) {
        if (!last) {
            out.append(",\n").append(" ".repeat(column + 1));
        }
    }
}
