package dev.parlance.chat.jinja;

/**
 * One token of a template.
 *
 * @param line the line it begins in, from 1 on
 * @param kind what it is
 * @param text its spelling; of data and strings what they stand for
 */
record Token(int line, Kind kind, String text) {

    enum Kind {
        DATA, VARIABLE_BEGIN, VARIABLE_END, BLOCK_BEGIN, BLOCK_END, NAME, STRING, INTEGER, FLOAT, OPERATOR, END
    }

    boolean is(Kind other, String spelling) {
        return kind == other && text.equals(spelling);
    }

    boolean isName(String spelling) {
        return is(Kind.NAME, spelling);
    }

    boolean isOperator(String spelling) {
        return is(Kind.OPERATOR, spelling);
    }

    /** Returns it for messages. */
    String describe() {
        return switch (kind) {
            case DATA -> "template data / text";
            case VARIABLE_BEGIN -> "begin of print statement";
            case VARIABLE_END -> "end of print statement";
            case BLOCK_BEGIN -> "begin of statement block";
            case BLOCK_END -> "end of statement block";
            case END -> "end of template";
            case NAME, STRING, INTEGER, FLOAT, OPERATOR -> text;
        };
    }
}
