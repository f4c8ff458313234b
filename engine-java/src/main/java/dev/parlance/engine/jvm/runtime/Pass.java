package dev.parlance.engine.jvm.runtime;

import dev.parlance.engine.jvm.nn.Activations;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Objects;

/**
 * What is computed in one go: tokens of one or several sessions, each with its position and its session's cache, and the
 * rows whose output is wanted. Made once and filled again for every pass.
 */
public final class Pass {
    /** A pass without tokens. */
    public static final Pass EMPTY = new Pass(0);

    private final int[] tokens;
    private final int[] positions;
    private final @Nullable KvCache[] caches;
    private final int[] outputRows;
    private int rows;
    private int outputs;
    private int longest;

    /** Makes room for a number of tokens. */
    public Pass(int maxRows) {
        tokens = new int[maxRows];
        positions = new int[maxRows];
        caches = new @Nullable KvCache[maxRows];
        outputRows = new int[maxRows];
    }

    /** Takes all tokens out. */
    public void clear() {
        rows = 0;
        outputs = 0;
        longest = 0;
        Arrays.fill(caches, null);
    }

    /** Adds a token, for which there must be room. */
    public void add(int token, int position, KvCache cache, boolean output) {
        tokens[rows] = token;
        positions[rows] = position;
        caches[rows] = cache;
        if (output) {
            outputRows[outputs++] = rows;
        }
        rows++;
        longest = Math.max(longest, position + 1);
    }

    /** Returns the number of tokens. */
    public int rows() {
        return rows;
    }

    /** Returns whether there is no room for another token. */
    public boolean isFull() {
        return rows == tokens.length;
    }

    /** Returns a row's token. */
    public int token(int row) {
        return tokens[row];
    }

    /** Returns a row's position in its session. */
    public int position(int row) {
        return positions[row];
    }

    /** Returns the cache of a row's session. */
    public KvCache cache(int row) {
        return Objects.requireNonNull(caches[row]);
    }

    /** Returns the number of rows whose output is wanted. */
    public int outputs() {
        return outputs;
    }

    /** Returns the row of an output. */
    public int outputRow(int output) {
        return outputRows[output];
    }

    /** Keeps only the rows whose output is wanted, one after the other. */
    public void gatherOutputs(Activations rows) {
        float[] values = rows.values();
        for (int output = 0; output < outputs; output++) {
            int row = outputRows[output];
            if (row != output) {
                System.arraycopy(values, rows.offset(row), values, rows.offset(output), rows.columns());
            }
        }
        rows.rows(outputs);
    }

    /** Returns the number of tokens that the last token of the longest session attends to. */
    public int longest() {
        return longest;
    }
}
