package dev.parlance.chat.jinja;

/** Escaping for HTML. */
final class Html {
    private Html() {}

    /** Returns a value as text that is safe in HTML; what is safe already stays as it is. */
    static Text escape(Object value) {
        return value instanceof Text text && text.isSafe() ? text : escapeAlways(Printing.str(value));
    }

    /** Returns a text with the characters escaped that mean something in HTML, also if it counts as safe. */
    static Text escapeAlways(Text text) {
        TextBuilder out = new TextBuilder();
        for (int i = 0; i < text.length(); i++) {
            int marked = text.marked(i);
            switch (text.at(i)) {
                case '&' -> out.appendInPlaceOf(marked, "&amp;");
                case '<' -> out.appendInPlaceOf(marked, "&lt;");
                case '>' -> out.appendInPlaceOf(marked, "&gt;");
                case '"' -> out.appendInPlaceOf(marked, "&#34;");
                case '\'' -> out.appendInPlaceOf(marked, "&#39;");
                default -> out.append(marked);
            }
        }
        return out.toText().asSafe(true);
    }
}
