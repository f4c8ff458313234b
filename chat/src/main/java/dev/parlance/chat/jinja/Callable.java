package dev.parlance.chat.jinja;

/**
 * Something that a template can call.
 *
 * @param name its name
 * @param type Python's name of what it is, such as {@code function}
 * @param body what it does
 */
record Callable(String name, String type, Body body) {

    @FunctionalInterface
    interface Body {
        Object call(CallArguments arguments);
    }

    static Callable function(String name, Body body) {
        return new Callable(name, "function", body);
    }

    /** Returns a class, whose instances a call makes. */
    static Callable type(String name, Body body) {
        return new Callable(name, "type", body);
    }

    static Callable method(String name, Body body) {
        return new Callable(name, "builtin_function_or_method", body);
    }
}
