package dev.parlance.sampling;

import dev.parlance.internal.Quicksort;

import java.util.Arrays;

/**
 * Sorts and selects candidates, each of which becomes one number: the smaller, the better, or the smaller, the smaller the
 * id.
 */
final class Ranking {
    /** How many keys are collected at least before they are cut down to the best. */
    private static final int MIN_ROOM = 1024;

    /** Of how many times as many a few are put in order by sorting these few. */
    private static final int MANY = 16;

    private final int room;
    private long[] keys = new long[0];

    /** Makes it for as many candidates as there are tokens in the vocabulary. */
    Ranking(int room) {
        this.room = room;
    }

    /** Returns a number that is smaller the better a candidate is: the inverted order of the logit, then the id. */
    static long key(int token, float logit) {
        int bits = Float.floatToRawIntBits(logit + 0f); // + 0 makes -0 equal to 0
        int ascending = bits ^ ((bits >> 31) & 0x7FFF_FFFF); // two's complement order from sign and magnitude
        return (long) ~ascending << 32 | token;
    }

    private static int token(long key) {
        return (int) key;
    }

    static float logit(long key) {
        int ascending = ~(int) (key >> 32);
        return Float.intBitsToFloat(ascending ^ ((ascending >> 31) & 0x7FFF_FFFF));
    }

    /** Returns a number that is smaller the smaller the id is. */
    private static long keyByToken(int token, float logit) {
        return (long) token << 32 | (Float.floatToRawIntBits(logit) & 0xFFFF_FFFFL);
    }

    private static void put(int index, long keyByToken, int[] tokens, float[] logits) {
        tokens[index] = (int) (keyByToken >> 32);
        logits[index] = Float.intBitsToFloat((int) keyByToken);
    }

    /** Returns whether some of all are so few that they are better sorted than looked for among all. */
    static boolean isFew(int some, int all) {
        return some <= all / MANY;
    }

    private void makeKeys() {
        if (keys.length == 0) {
            keys = new long[room];
        }
    }

    /** Puts candidates in order, the best first. */
    void sort(int[] tokens, float[] logits, int from, int to) {
        collectAll(tokens, logits, from, to);
        Quicksort.sort(keys, 0, to - from - 1);
        for (int i = from; i < to; i++) {
            tokens[i] = token(keys[i - from]);
            logits[i] = logit(keys[i - from]);
        }
    }

    private void collectAll(int[] tokens, float[] logits, int from, int to) {
        makeKeys();
        for (int i = from; i < to; i++) {
            keys[i - from] = key(tokens[i], logits[i]);
        }
    }

    /**
     * Selects the best that are not sorted yet.
     *
     * @param count of the best, the sorted ones among them; more than these, less than there are
     * @return the key of the last of them
     */
    long select(int count, Table table, Maxima maxima) {
        makeKeys();
        int sorted = table.sorted;
        int collected = sorted == 0 && isQuick(count) && table.size > Maxima.COLUMNS
                ? maxima.collectBest(count, table.tokens, table.logits, table.size, keys)
                : collectBest(count - sorted, sorted, table.tokens, table.logits, table.size);
        Quicksort.select(keys, 0, collected - 1, count - sorted - 1);
        return keys[count - sorted - 1];
    }

    /** Returns whether the largest of columns tell where the best are. */
    static boolean isQuick(int count) {
        return count <= Maxima.COLUMNS / 2;
    }

    /**
     * One pass collects what is at least as good as the worst of the best so far, and whenever the room for it is full, keeps
     * the best of it: with a small count hardly any candidate is collected.
     */
    private int collectBest(int wanted, int from, int[] tokens, float[] logits, int size) {
        int enough = Math.min(size - from, Math.max(2 * wanted, MIN_ROOM));
        int collected = 0;
        float threshold = Float.NEGATIVE_INFINITY;
        for (int i = from; i < size; i++) {
            if (logits[i] >= threshold) {
                keys[collected++] = key(tokens[i], logits[i]);
                if (collected == enough) {
                    Quicksort.select(keys, 0, enough - 1, wanted - 1);
                    collected = wanted;
                    threshold = logit(keys[wanted - 1]);
                }
            }
        }
        return collected;
    }

    /** Copies the best that are not sorted yet behind those that are, the best first. */
    void copyBest(int count, Table table, Maxima maxima, int[] to) {
        int sorted = table.sorted;
        if (count < table.size) {
            select(count, table, maxima);
        } else {
            collectAll(table.tokens, table.logits, sorted, table.size);
        }
        Quicksort.sort(keys, 0, count - sorted - 1);
        for (int i = sorted; i < count; i++) {
            to[i] = token(keys[i - sorted]);
        }
    }

    /** Makes those selected last the only candidates, in the order of ids. */
    void putSelectedByToken(int count, int[] tokens, float[] logits) {
        for (int i = 0; i < count; i++) {
            keys[i] = keyByToken(token(keys[i]), logit(keys[i]));
        }
        putByToken(count, tokens, logits);
    }

    private void putByToken(int count, int[] tokens, float[] logits) {
        Quicksort.sort(keys, 0, count - 1);
        for (int i = 0; i < count; i++) {
            put(i, keys[i], tokens, logits);
        }
    }

    /** Puts the smallest id first. */
    void sortByToken(int[] tokens, float[] logits, int size) {
        makeKeys();
        if (isFew(size, room)) {
            for (int i = 0; i < size; i++) {
                keys[i] = keyByToken(tokens[i], logits[i]);
            }
            putByToken(size, tokens, logits);
        } else { // every id has its place already
            Arrays.fill(keys, -1);
            for (int i = 0; i < size; i++) {
                keys[tokens[i]] = keyByToken(tokens[i], logits[i]);
            }
            int index = 0;
            for (long key : keys) {
                if (key >= 0) {
                    put(index++, key, tokens, logits);
                }
            }
        }
    }
}
