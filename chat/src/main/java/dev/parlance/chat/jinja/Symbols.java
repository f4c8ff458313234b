package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The names of one scope of a template and what each stands for when the scope is entered. Jinja2 decides that before it
 * runs anything: a name that a scope sets anywhere belongs to it from its beginning on.
 */
final class Symbols {

    /** What a name is when its scope is entered. */
    enum Load {
        /** Whatever the scope's owner puts there. */
        PARAMETER,
        /** The variable of the template's context. */
        CONTEXT,
        /** What it is in the scope around. */
        OUTER,
        /** Nothing. */
        UNDEFINED
    }

    private final @Nullable Symbols parent;
    private final Map<String, Load> loads;
    private final Set<String> stores;

    Symbols(@Nullable Symbols parent) {
        this(parent, new LinkedHashMap<>(), new HashSet<>());
    }

    private Symbols(@Nullable Symbols parent, Map<String, Load> loads, Set<String> stores) {
        this.parent = parent;
        this.loads = loads;
        this.stores = stores;
    }

    /** Returns what every name of this scope is when it is entered. */
    Map<String, Load> loads() {
        return loads;
    }

    /** Returns the names that this scope and those around it set. */
    Set<String> allStores() {
        Set<String> all = parent == null ? new HashSet<>() : parent.allStores();
        all.addAll(stores);
        return all;
    }

    /** Returns whether a name belongs to this scope. */
    boolean has(String name) {
        return loads.containsKey(name);
    }

    private boolean knows(String name) {
        return has(name) || (parent != null && parent.knows(name));
    }

    private boolean isKnownAround(String name) {
        return parent != null && parent.knows(name);
    }

    void parameter(String name) {
        stores.add(name);
        loads.put(name, Load.PARAMETER);
    }

    void store(String name) {
        stores.add(name);
        if (!has(name)) {
            loads.put(name, isKnownAround(name) ? Load.OUTER : Load.UNDEFINED);
        }
    }

    void load(String name) {
        if (!knows(name)) {
            loads.put(name, Load.CONTEXT);
        }
    }

    /** Returns an independent copy, for one branch of a condition. */
    Symbols branch() {
        Budget.charge(8L * (loads.size() + stores.size()));
        return new Symbols(parent, new LinkedHashMap<>(loads), new HashSet<>(stores));
    }

    /** Takes over what the branches of a condition do: what only they set is before what it was outside. */
    void merge(List<Symbols> branches) {
        Set<String> stored = new HashSet<>();
        Map<String, Load> all = new HashMap<>();
        for (Symbols branch : branches) {
            stored.addAll(branch.stores);
            all.putAll(branch.loads);
        }
        stored.removeAll(stores);
        loads.putAll(all);
        stores.addAll(stored);
        for (String name : stored) {
            loads.put(name, isKnownAround(name) ? Load.OUTER : Load.CONTEXT);
        }
    }
}
