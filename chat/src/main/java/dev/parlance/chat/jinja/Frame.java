package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/** A scope while it runs: the values of its names. */
final class Frame {
    private final Symbols symbols;
    private final @Nullable Frame parent;
    private final Context context;
    private final Map<String, Object> values = new HashMap<>();

    /** Enters a scope. */
    Frame(Symbols symbols, @Nullable Frame parent, Context context) {
        this.symbols = symbols;
        this.parent = parent;
        this.context = context;
        Budget.charge(10L + symbols.loads().size());
        symbols.loads().forEach((name, load) -> {
            Object value = switch (load) {
                case CONTEXT -> context.find(name);
                case OUTER -> parent == null ? null : parent.find(name);
                case PARAMETER, UNDEFINED -> null;
            };
            if (value != null) {
                values.put(name, value);
            }
        });
    }

    Symbols symbols() {
        return symbols;
    }

    Context context() {
        return context;
    }

    /** Returns what a name stands for, or null if for nothing. */
    @Nullable
    Object find(String name) {
        if (symbols.has(name)) {
            return values.get(name);
        }
        return parent == null ? context.find(name) : parent.find(name);
    }

    Object get(String name) {
        Object value = find(name);
        return value == null ? Undefined.name(name) : value;
    }

    /** Gives a name of this scope a value. */
    void put(String name, Object value) {
        values.put(name, value);
        if (parent == null && symbols == context.rootSymbols()) {
            context.put(name, value);
        }
    }
}
