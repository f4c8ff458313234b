package dev.parlance.tokenizers;

import java.util.Arrays;

/** A priority queue of numbers, smallest first: a binary heap. */
final class LongHeap {
    private long[] elements = new long[256];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    void add(long element) {
        if (size == elements.length) {
            elements = Arrays.copyOf(elements, size + (size >> 1));
        }
        int at = size++;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (elements[parent] <= element) {
                break;
            }
            elements[at] = elements[parent];
            at = parent;
        }
        elements[at] = element;
    }

    /** Removes the smallest element, of which there must be one. */
    long poll() {
        long smallest = elements[0];
        long last = elements[--size];
        int at = 0;
        for (int child = 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && elements[child + 1] < elements[child]) {
                child++;
            }
            if (elements[child] >= last) {
                break;
            }
            elements[at] = elements[child];
            at = child;
        }
        elements[at] = last;
        return smallest;
    }
}
