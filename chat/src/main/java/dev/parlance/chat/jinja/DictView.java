package dev.parlance.chat.jinja;

import java.util.List;

/** The keys, values or items of a dictionary. */
record DictView(Kind kind, PyDict dict) {

    enum Kind {
        dict_keys, dict_values, dict_items
    }

    List<Object> elements() {
        return switch (kind) {
            case dict_keys -> dict.keys();
            case dict_values -> dict.values();
            case dict_items -> dict.items();
        };
    }
}
