package dev.parlance.chat.jinja;

import dev.parlance.chat.ChatTemplateException;

/** Makes the exceptions of templates, with the names that Python gives them. */
final class Failure {
    /** The line is not known yet; {@link Interpreter} adds it. */
    static final int NO_LINE = 0;

    private Failure() {}

    static ChatTemplateException syntax(String message, int line) {
        return new ChatTemplateException("TemplateSyntaxError", message, line);
    }

    static ChatTemplateException assertion(String message, int line) {
        return new ChatTemplateException("TemplateAssertionError", message, line);
    }

    static ChatTemplateException runtime(String message) {
        return new ChatTemplateException("TemplateRuntimeError", message, NO_LINE);
    }

    static ChatTemplateException type(String message) {
        return new ChatTemplateException("TypeError", message, NO_LINE);
    }

    static ChatTemplateException value(String message) {
        return new ChatTemplateException("ValueError", message, NO_LINE);
    }

    static ChatTemplateException argument(String message) {
        return new ChatTemplateException("FilterArgumentError", message, NO_LINE);
    }

    static ChatTemplateException of(String type, String message) {
        return new ChatTemplateException(type, message, NO_LINE);
    }

    static ChatTemplateException limit(String message) {
        return new ChatTemplateException(ChatTemplateException.LIMIT, message, NO_LINE);
    }
}
