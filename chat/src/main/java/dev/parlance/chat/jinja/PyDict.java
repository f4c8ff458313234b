package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Python's dictionary, in the order of insertion. */
final class PyDict {
    private final Map<Object, Entry> entries = new LinkedHashMap<>();

    /** A key with its value. */
    record Entry(Object key, Object value) {
        Tuple toTuple() {
            return Tuple.of(key, value);
        }
    }

    PyDict put(Object key, Object value) {
        Budget.charge(1);
        entries.compute(Equality.hashable(key),
                (same, old) -> new Entry(old == null ? key : old.key(), value));
        return this;
    }

    PyDict put(String key, Object value) {
        return put(Text.of(key), value);
    }

    @Nullable
    Object get(Object key) {
        Entry entry = entries.get(Equality.hashable(key));
        return entry == null ? null : entry.value();
    }

    boolean contains(Object key) {
        return entries.containsKey(Equality.hashable(key));
    }

    int size() {
        return entries.size();
    }

    List<Entry> entries() {
        return new ArrayList<>(entries.values());
    }

    List<Object> keys() {
        return new ArrayList<>(entries.values().stream().map(Entry::key).toList());
    }

    List<Object> values() {
        return new ArrayList<>(entries.values().stream().map(Entry::value).toList());
    }

    List<Object> items() {
        return new ArrayList<>(entries.values().stream().map(Entry::toTuple).toList());
    }

    PyDict copy() {
        PyDict copy = new PyDict();
        copy.entries.putAll(entries);
        return copy;
    }
}
