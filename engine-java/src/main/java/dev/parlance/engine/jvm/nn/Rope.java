package dev.parlance.engine.jvm.nn;

import dev.parlance.engine.jvm.runtime.Pass;

import java.util.Arrays;

/**
 * Rotary position embedding (Su et al., "RoFormer", 2021): element pairs of each head are rotated by an angle that grows
 * with the position. Where a head is longer than what is rotated, its last elements stay.
 *
 * <p>Angles are a recurrence in float, as in ggml: {@code angle(0) = position, angle(i + 1) = angle(i) * step}, where
 * {@code step = base^(-2 / dimensions)}; an exact angle would differ in the logits ten times as much as anything else here.
 */
public final class Rope {
    /** Which elements of a head make a pair; it is for the architecture to say, like the order of its weights. */
    public enum Pairs {
        /** An even element and the next one: llama in GGUF files, whose weights were put in this order. */
        NEIGHBOURS,
        /** An element of the first half and the one at its place in the second: GPT-NeoX and most others. */
        HALVES
    }

    private final Pairs pairs;
    private final int headSize;
    private final int dimensions;
    private final RopeScaling scaling;
    private final float step;
    /** Cosine and sine of each pair, (positions, dimensions / 2, 2), for the positions up to {@link #known}. */
    private float[] table = new float[0];
    private int known;

    /**
     * Makes the rotation.
     *
     * @param pairs which elements turn together
     * @param headSize the elements of a head
     * @param dimensions how many of them are rotated, from the first on; even
     * @param base the base of the angles, such as 10000
     * @param scaling how angles are changed for longer contexts
     */
    public Rope(Pairs pairs, int headSize, int dimensions, float base, RopeScaling scaling) {
        this.pairs = pairs;
        this.headSize = headSize;
        this.dimensions = dimensions;
        this.scaling = scaling;
        this.step = (float) StrictMath.pow(base, -2f / dimensions);
    }

    /**
     * Rotates every head of every token of a pass, by the token's position.
     *
     * @param heads (tokens, heads * headSize)
     */
    public void rotate(Pass pass, Activations heads) {
        reserve(pass.longest());
        for (int row = 0; row < heads.rows(); row++) {
            rotate(heads.values(), heads.offset(row), heads.columns() / headSize, pass.position(row));
        }
    }

    /** Makes the angles for positions below a number known; on one thread. */
    void reserve(int positions) {
        if (positions <= known) {
            return;
        }
        if (positions * (long) dimensions > table.length) {
            long wanted = Math.max(positions, known + known / 2L + 64) * dimensions;
            table = Arrays.copyOf(table, Math.toIntExact(Math.max(wanted, positions * (long) dimensions)));
        }
        for (int position = known; position < positions; position++) {
            float angle = position;
            for (int pair = 0; pair < dimensions / 2; pair++) {
                scaling.rotation(angle, pair, table, position * dimensions + 2 * pair);
                angle *= step;
            }
        }
        known = positions;
    }

    /**
     * Rotates the heads of one row.
     *
     * @param row holds the heads, one after the other, from {@code from} on
     * @param heads how many
     * @param position the token's position, below a reserved number
     */
    void rotate(float[] row, int from, int heads, int position) {
        int first = pairs == Pairs.NEIGHBOURS ? 2 : 1; // how far the first elements of two pairs are apart
        int second = pairs == Pairs.NEIGHBOURS ? 1 : dimensions / 2; // how far the elements of a pair are
        for (int head = 0; head < heads; head++) {
            int at = from + head * headSize;
            int angle = position * dimensions;
            for (int i = 0; i < dimensions; i += 2, at += first) {
                float cos = table[angle + i];
                float sin = table[angle + i + 1];
                float x = row[at];
                float y = row[at + second];
                row[at] = x * cos - y * sin;
                row[at + second] = x * sin + y * cos;
            }
        }
    }
}
