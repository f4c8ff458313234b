package dev.parlance.chat;

import dev.parlance.ParlanceException;

/** A chat template is not valid, refuses a conversation, or fails on it. */
public class ChatTemplateException extends ParlanceException {
    private static final long serialVersionUID = 1L;

    /** The {@link #type} of a template that refuses the conversation itself, with {@code raise_exception}. */
    public static final String REFUSED = "TemplateError";

    /** The {@link #type} of a template that costs more than is allowed. */
    public static final String LIMIT = "LimitExceeded";

    private final String type;
    private final String reason;
    private final int line;

    /**
     * Makes an exception.
     *
     * @param type what kind of failure it is, in Python's naming, such as {@code TypeError}
     * @param reason what is wrong
     * @param line the template's line, from 1 on, or 0 if it is not known
     */
    public ChatTemplateException(String type, String reason, int line) {
        super(describe(type, reason, line));
        this.type = type;
        this.reason = reason;
        this.line = line;
    }

    private static String describe(String type, String reason, int line) {
        if (type.equals(REFUSED)) {
            return reason;
        }
        return reason + " (" + type + (line > 0 ? " in line " + line : "") + " of the chat template)";
    }

    /** Returns the exception with a line, unless it has one. */
    public ChatTemplateException at(int knownLine) {
        if (line > 0) {
            return this;
        }
        ChatTemplateException located = new ChatTemplateException(type, reason, knownLine);
        located.setStackTrace(getStackTrace());
        return located;
    }

    /** Returns what kind of failure it is: the name of Python's exception class. */
    public String type() {
        return type;
    }

    /** Returns what is wrong, in Python's words; if the template refuses the conversation, in its own. */
    public String reason() {
        return reason;
    }

    /** Returns the template's line, from 1 on, or 0 if it is not known. */
    public int line() {
        return line;
    }

    /** Returns whether the template itself refuses the conversation. */
    public boolean isRefusal() {
        return type.equals(REFUSED);
    }
}
