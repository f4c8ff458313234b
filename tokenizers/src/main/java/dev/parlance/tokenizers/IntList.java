package dev.parlance.tokenizers;

import java.util.Arrays;

/** A growing list of numbers. */
final class IntList {
    private int[] elements;
    private int size;

    IntList(int capacity) {
        elements = new int[Math.max(capacity, 8)];
    }

    void add(int element) {
        if (size == elements.length) {
            elements = Arrays.copyOf(elements, size + (size >> 1));
        }
        elements[size++] = element;
    }

    int size() {
        return size;
    }

    int get(int index) {
        return elements[index];
    }

    void set(int index, int element) {
        elements[index] = element;
    }

    int[] toArray() {
        return Arrays.copyOf(elements, size);
    }
}
