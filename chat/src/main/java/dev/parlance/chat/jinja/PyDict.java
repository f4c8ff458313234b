package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
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
        Budget.charge(10);
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
        return new ArrayList<>(walked());
    }

    List<Object> keys() {
        return new ArrayList<>(walked().stream().map(Entry::key).toList());
    }

    List<Object> values() {
        return new ArrayList<>(walked().stream().map(Entry::value).toList());
    }

    List<Object> items() {
        return new ArrayList<>(walked().stream().map(Entry::toTuple).toList());
    }

    private Collection<Entry> walked() {
        Budget.charge(entries.size());
        return entries.values();
    }

    PyDict copy() {
        PyDict copy = new PyDict();
        Budget.charge(10L * entries.size());
        copy.entries.putAll(entries);
        return copy;
    }
}
