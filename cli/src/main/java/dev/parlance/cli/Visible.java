package dev.parlance.cli;

/** Makes text from a model file fit to be shown in a line: nothing invisible, nothing that a terminal would obey. */
final class Visible {
    private Visible() {}

    /** Returns the text in quotes, with escapes as in a Java string. */
    static String quote(String text) {
        return '"' + escape(text.replace("\\", "\\\\").replace("\"", "\\\"")) + '"';
    }

    /** Returns the text with escapes for what is invisible; plain blanks stay. */
    static String escape(String text) {
        StringBuilder visible = new StringBuilder();
        text.codePoints().forEach(character -> {
            switch (character) {
                case '\n' -> visible.append("\\n");
                case '\r' -> visible.append("\\r");
                case '\t' -> visible.append("\\t");
                default -> {
                    if (isVisible(character)) {
                        visible.appendCodePoint(character);
                    } else {
                        visible.append(String.format("\\u%04X", character));
                    }
                }
            }
        });
        return visible.toString();
    }

    private static boolean isVisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED ->
                false;
            case Character.SPACE_SEPARATOR -> character == ' ';
            default -> true;
        };
    }
}
