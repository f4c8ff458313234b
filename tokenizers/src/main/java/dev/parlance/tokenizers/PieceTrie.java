package dev.parlance.tokenizers;

import java.util.Arrays;

/**
 * A tree of pieces by their bytes: finds all pieces that a text begins with in one walk. Safe to read from several
 * threads once it is filled.
 */
final class PieceTrie {
    static final int ROOT = 0;
    /** What there is where no node or no piece is. */
    static final int NONE = -1;

    private final int[] first = new int[256]; // the children of the root, which every walk asks for
    private final PairTable children; // (node, byte) to node
    private final IntList values = new IntList(16); // by node: of the piece that ends there

    /**
     * Makes an empty tree.
     *
     * @param expectedSize how many bytes the pieces have together, about
     */
    PieceTrie(int expectedSize) {
        children = new PairTable(expectedSize);
        values.add(NONE);
        Arrays.fill(first, NONE);
    }

    /** Adds a piece; of two that are the same, the later one counts. */
    void add(byte[] piece, int value) {
        int node = ROOT;
        for (byte b : piece) {
            int child = child(node, b);
            if (child == NONE) {
                child = values.size();
                values.add(NONE);
                if (node == ROOT) {
                    first[b & 0xFF] = child;
                } else {
                    children.putIfAbsent(node, b, 0, child);
                }
            }
            node = child;
        }
        values.set(node, value);
    }

    /** Returns the node that a byte leads to, or {@link #NONE}. */
    int child(int node, byte b) {
        if (node == ROOT) {
            return first[b & 0xFF];
        }
        long child = children.get(node, b);
        return child == PairTable.NONE ? NONE : PairTable.result(child);
    }

    /** Returns the value of the piece that ends at a node, or {@link #NONE}. */
    int value(int node) {
        return values.get(node);
    }

    /** Returns where the longest piece ends that the text begins with, or {@code from} if there is none. */
    int longest(byte[] text, int from, int to) {
        int end = from;
        int node = ROOT;
        for (int at = from; at < to; at++) {
            node = child(node, text[at]);
            if (node == NONE) {
                break;
            }
            if (value(node) != NONE) {
                end = at + 1;
            }
        }
        return end;
    }

    /** Returns the value of the piece between two offsets, or {@link #NONE}. */
    int find(byte[] text, int from, int to) {
        int node = ROOT;
        for (int at = from; at < to && node != NONE; at++) {
            node = child(node, text[at]);
        }
        return node == NONE ? NONE : value(node);
    }
}
