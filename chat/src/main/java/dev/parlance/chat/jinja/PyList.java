package dev.parlance.chat.jinja;

import java.util.ArrayList;
import java.util.List;

/** Python's list. Templates can not change one, but filters build them. */
record PyList(List<Object> items) {

    static PyList of(List<?> items) {
        Budget.charge(4L * items.size());
        return new PyList(new ArrayList<>(items));
    }
}
