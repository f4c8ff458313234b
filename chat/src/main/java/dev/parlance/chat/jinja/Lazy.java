package dev.parlance.chat.jinja;

import java.util.Iterator;

/**
 * A sequence whose elements are made when they are asked for, once.
 *
 * @param type Python's name of what it is, such as {@code generator}
 * @param elements the elements that are left
 */
record Lazy(String type, Iterator<Object> elements) {

    static Lazy generator(Iterator<Object> elements) {
        return new Lazy("generator", elements);
    }
}
