package dev.parlance.chat.jinja;

import java.math.BigInteger;

/** {@code str.maketrans} and {@code str.translate}. */
final class Translation {
    private Translation() {}

    /** Returns a table from code points to what replaces them. */
    static PyDict table(CallArguments arguments) {
        CallArguments.Bound bound = arguments.bind("maketrans", "*x", "*y?", "*z?");
        PyDict table = new PyDict();
        if (!bound.has(1)) {
            if (!(bound.get(0) instanceof PyDict dict)) {
                throw Failure.type("if you give only one argument to maketrans it must be a dict");
            }
            for (PyDict.Entry entry : dict.entries()) {
                table.put(entry.key() instanceof Text text ? point(text, 0) : entry.key(), entry.value());
            }
            return table;
        }
        Text from = bound.text(0);
        Text to = bound.text(1);
        if (from.length() != to.length()) {
            throw Failure.value("the first two maketrans arguments must have equal length");
        }
        for (int i = 0; i < from.length(); i++) {
            table.put(point(from, i), point(to, i));
        }
        for (int i = 0; bound.has(2) && i < bound.text(2).length(); i++) {
            table.put(point(bound.text(2), i), None.NONE);
        }
        return table;
    }

    private static BigInteger point(Text text, int index) {
        if (index >= text.length()) {
            throw Failure.value("string keys in translate table must be of length 1");
        }
        return Numbers.integer(text.at(index));
    }

    static Text translate(Text text, Object table) {
        if (!(table instanceof PyDict || table instanceof PyList || table instanceof Tuple || table instanceof Text)) {
            throw table instanceof Undefined undefined
                    ? undefined.failure()
                    : Failure.type("'" + Types.name(table) + "' object is not subscriptable");
        }
        TextBuilder out = new TextBuilder();
        for (int i = 0; i < text.length(); i++) {
            Object replacement = Attributes.item(table, point(text, i));
            switch (replacement) {
                case None _ -> {
                }
                case Text inserted -> out.append(inserted);
                case BigInteger number -> out.append(Text.withOriginOf(text.marked(i), Numbers.index(number)));
                default -> out.append(text.marked(i));
            }
        }
        return out.toText().asSafe(text.isSafe());
    }
}
