package dev.parlance.samplers.internal;

import dev.parlance.sampling.SamplingContext;

import java.util.Arrays;

/** The last tokens of a text, those of the prompt among them. */
final class TokenWindow {
    /** What {@link #add} returns while no token has left. */
    static final int NONE = -1;

    /** Room from the beginning, so that few windows ever have to grow. */
    private static final int ROOM = 2048;

    private final int limit;
    private int[] ring;
    private int size;
    private int next;

    /** Makes an empty window for a number of tokens at most, at least 1. */
    TokenWindow(int limit) {
        this.limit = limit;
        ring = new int[Math.min(limit, ROOM)];
    }

    private TokenWindow(TokenWindow other) {
        limit = other.limit;
        ring = other.ring.clone();
        size = other.size;
        next = other.next;
    }

    /** Returns how many of a prompt's tokens are older than those for which there is room. */
    int outside(SamplingContext context) {
        return Math.max(0, context.promptTokens().size() - limit);
    }

    /** Adds a token; returns the one that leaves for it, or {@link #NONE}. */
    int add(int token) {
        if (size == ring.length && size < limit) { // then the oldest stands at 0
            ring = Arrays.copyOf(ring, (int) Math.min(limit, 2L * size));
            next = size;
        }
        int left = size == limit ? ring[next] : NONE;
        ring[next] = token;
        next = next + 1 == ring.length ? 0 : next + 1;
        size = Math.min(size + 1, limit);
        return left;
    }

    /** Returns for how many tokens there is room. */
    int room() {
        return ring.length;
    }

    int size() {
        return size;
    }

    /** Returns a token, the newest at 0. */
    int fromEnd(int index) {
        int position = next - 1 - index;
        return ring[position < 0 ? position + ring.length : position];
    }

    TokenWindow copy() {
        return new TokenWindow(this);
    }
}
