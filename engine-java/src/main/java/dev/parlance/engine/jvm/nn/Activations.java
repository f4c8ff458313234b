package dev.parlance.engine.jvm.nn;

import dev.parlance.gguf.quant.BF16;
import dev.parlance.gguf.quant.F16;
import dev.parlance.gguf.quant.Q8_0;
import dev.parlance.gguf.quant.Q8_K;
import dev.parlance.gguf.quant.Rounding;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Intermediate results, one row a token: (rows, columns), row after row in one array, with room for the roundings that
 * matrices want. Made once and used for every pass.
 */
public final class Activations {
    /** How many quants of Q8_K are in one sum. */
    private static final int SUMMED = 16;

    private final int columns;
    private final float[] values;
    private int rows;

    /**
     * The parts of what was rounded to blocks.
     *
     * @param quants (rows, columns)
     * @param scales (rows, columns / block length)
     * @param sums see {@link Activations#sums}
     */
    private record Blocks(byte[] quants, float[] scales, float[] sums) {}

    // Each made when it is first wanted.
    private final Map<Rounding, float[]> rounded = new EnumMap<>(Rounding.class);
    private final Map<Rounding, Blocks> blocks = new EnumMap<>(Rounding.class);

    /** Makes room for a number of rows. */
    public Activations(int maxRows, int columns) {
        this.columns = columns;
        this.values = new float[Math.multiplyExact(maxRows, columns)];
        rounded.put(Rounding.F32, values);
    }

    /** Returns the length of a row. */
    public int columns() {
        return columns;
    }

    /** Returns the number of rows that there is room for. */
    public int maxRows() {
        return columns == 0 ? 0 : values.length / columns;
    }

    /** Returns the number of rows in use. */
    public int rows() {
        return rows;
    }

    /** Sets the number of rows in use. */
    public void rows(int rows) {
        this.rows = rows;
    }

    /** Returns the elements, (rows, columns). */
    public float[] values() {
        return values;
    }

    /** Returns where a row begins in {@link #values}. */
    public int offset(int row) {
        return row * columns;
    }

    /** Returns the elements as {@link #round} left them: rounded, or for F32 the elements themselves. */
    public float[] values(Rounding rounding) {
        return Objects.requireNonNull(rounded.get(rounding));
    }

    /** Returns the quants made by {@link #round} to blocks, (rows, columns). */
    public byte[] quants(Rounding rounding) {
        return blocks(rounding).quants;
    }

    /** Returns the scales made by {@link #round} to blocks, (rows, columns / block length): of Q8_0 and Q8_1 in F16. */
    public float[] scales(Rounding rounding) {
        return blocks(rounding).scales;
    }

    /**
     * Returns the sums made by {@link #round}. Of Q8_1, (rows, columns / 32): of a block's quants, times its scale, in F16. Of
     * Q8_K, (rows, columns / 16): of as many quants.
     */
    public float[] sums(Rounding rounding) {
        return blocks(rounding).sums;
    }

    private Blocks blocks(Rounding rounding) {
        return Objects.requireNonNull(blocks.get(rounding));
    }

    /** Makes room for a rounding; to be called before {@link #round}, on one thread. */
    public void prepare(Rounding rounding) {
        if (rounded.containsKey(rounding)) {
            return;
        }
        int size = values.length;
        rounded.put(rounding, new float[size]);
        switch (rounding) {
            case F32, F16, BF16 -> {
            }
            case Q8_0 -> blocks.put(rounding, new Blocks(new byte[size], new float[size / Q8_0.BLOCK_LENGTH],
                    new float[0]));
            case Q8_1 -> blocks.put(rounding, new Blocks(new byte[size], new float[size / Q8_0.BLOCK_LENGTH],
                    new float[size / Q8_0.BLOCK_LENGTH]));
            case Q8_K -> blocks.put(rounding, new Blocks(new byte[size], new float[size / Q8_K.BLOCK_LENGTH],
                    new float[size / SUMMED]));
        }
    }

    /**
     * Rounds one row. Rows may be rounded by different threads.
     *
     * @param strict whether ties and near-ties go as in llama.cpp's plain x64 variant, else as in its AVX variants
     */
    public void round(Rounding rounding, int row, boolean strict) {
        int from = offset(row);
        int to = from + columns;
        float[] target = values(rounding);
        switch (rounding) {
            case F32 -> {
            }
            case F16 -> {
                for (int i = from; i < to; i++) {
                    target[i] = F16.round(values[i]);
                }
            }
            case BF16 -> {
                for (int i = from; i < to; i++) {
                    target[i] = BF16.round(values[i]);
                }
            }
            case Q8_0, Q8_1 -> roundBlocks(blocks(rounding), from, to, strict, target);
            case Q8_K -> roundSuperBlocks(blocks(rounding), from, to, target);
        }
    }

    private void roundBlocks(Blocks made, int from, int to, boolean strict, float[] target) {
        for (int i = from; i < to; i += Q8_0.BLOCK_LENGTH) {
            int block = i / Q8_0.BLOCK_LENGTH;
            float exact = strict
                    ? Q8_0.encodeBlock(values, i, made.quants, i)
                    : Q8_0.roundBlock(values, i, made.quants, i);
            float scale = F16.round(exact);
            made.scales[block] = scale;
            for (int j = i; j < i + Q8_0.BLOCK_LENGTH; j++) {
                target[j] = made.quants[j] * scale;
            }
            if (made.sums.length > 0) {
                made.sums[block] = F16.round(sum(made.quants, i, Q8_0.BLOCK_LENGTH) * exact);
            }
        }
    }

    private void roundSuperBlocks(Blocks made, int from, int to, float[] target) {
        for (int i = from; i < to; i += Q8_K.BLOCK_LENGTH) {
            float scale = Q8_K.roundBlock(values, i, made.quants, i);
            made.scales[i / Q8_K.BLOCK_LENGTH] = scale;
            for (int j = i; j < i + Q8_K.BLOCK_LENGTH; j++) {
                target[j] = made.quants[j] * scale;
            }
            for (int j = i; j < i + Q8_K.BLOCK_LENGTH; j += SUMMED) {
                made.sums[j / SUMMED] = sum(made.quants, j, SUMMED);
            }
        }
    }

    private static int sum(byte[] quants, int from, int count) {
        int sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += quants[i];
        }
        return sum;
    }
}
