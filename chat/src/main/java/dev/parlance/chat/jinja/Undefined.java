package dev.parlance.chat.jinja;

import dev.parlance.chat.ChatTemplateException;
import org.jspecify.annotations.Nullable;

/** What a variable or attribute is that there is not: prints as nothing, and fails if more is done with it. */
final class Undefined {
    private final String type;
    private final String message;

    private Undefined(String type, String message) {
        this.type = type;
        this.message = message;
    }

    static Undefined name(String name) {
        return hint("'" + name + "' is undefined");
    }

    static Undefined hint(String message) {
        return new Undefined("UndefinedError", message);
    }

    /** Returns an attribute that the sandbox keeps from the template. */
    static Undefined unsafe(Object object, String attribute) {
        return new Undefined("SecurityError",
                "access to attribute '" + attribute + "' of '" + Types.name(object) + "' object is unsafe.");
    }

    static Undefined member(Object object, Object key) {
        String type = object == None.NONE || object instanceof Undefined
                ? Types.name(object).replace("NoneType", "None")
                : Types.qualifiedName(object) + " object";
        return key instanceof Text text
                ? hint("'" + type + "' has no attribute " + Printing.repr(text))
                : hint(type + " has no element " + Printing.repr(key));
    }

    /** Returns the failure of doing something with it. */
    ChatTemplateException failure() {
        return Failure.of(type, message);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Undefined;
    }

    @Override
    public int hashCode() {
        return 1;
    }
}
