package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/** The variables of a rendering: those it was given, and those that the template sets outside every scope. */
final class Context {
    private final Map<String, Object> given;
    private final Map<String, Object> set = new HashMap<>();
    private final Symbols rootSymbols;

    Context(Map<String, Object> given, Symbols rootSymbols) {
        this.given = given;
        this.rootSymbols = rootSymbols;
    }

    Symbols rootSymbols() {
        return rootSymbols;
    }

    @Nullable
    Object find(String name) {
        Object value = set.get(name);
        return value == null ? given.get(name) : value;
    }

    void put(String name, Object value) {
        set.put(name, value);
    }

    /** Returns a context that sees more variables. */
    Context with(Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(given);
        all.putAll(set);
        all.putAll(more);
        Budget.charge(all.size());
        return new Context(all, rootSymbols);
    }
}
