package dev.parlance.engine.jvm.nn;

import dev.parlance.gguf.quant.BF16;
import dev.parlance.gguf.quant.F16;
import dev.parlance.gguf.quant.Q8_0;
import dev.parlance.gguf.quant.Rounding;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Intermediate results, one row a token: (rows, columns), row after row in one array, with room for the roundings that
 * matrices want. Made once and used for every pass.
 */
public final class Activations {
    private final int columns;
    private final float[] values;
    private int rows;

    // Each made when it is first wanted.
    private final Map<Rounding, float[]> rounded = new EnumMap<>(Rounding.class);
    private byte[] quants = new byte[0];
    private float[] scales = new float[0];

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

    /** Returns the quants made by {@link #round}, (rows, columns). */
    public byte[] quants() {
        return quants;
    }

    /** Returns the scales made by {@link #round}, (rows, columns / block length), already in the precision of F16. */
    public float[] scales() {
        return scales;
    }

    /** Makes room for a rounding; to be called before {@link #round}, on one thread. */
    public void prepare(Rounding rounding) {
        if (!rounded.containsKey(rounding)) {
            rounded.put(rounding, new float[values.length]);
        }
        if (rounding == Rounding.Q8_0 && quants.length == 0) {
            quants = new byte[values.length];
            scales = new float[values.length / Q8_0.BLOCK_LENGTH];
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
            case Q8_0 -> {
                for (int i = from; i < to; i += Q8_0.BLOCK_LENGTH) {
                    float scale = Float.float16ToFloat(strict
                            ? Q8_0.encodeBlock(values, i, quants, i)
                            : Q8_0.roundBlock(values, i, quants, i));
                    scales[i / Q8_0.BLOCK_LENGTH] = scale;
                    for (int j = i; j < i + Q8_0.BLOCK_LENGTH; j++) {
                        target[j] = quants[j] * scale;
                    }
                }
            }
        }
    }
}
