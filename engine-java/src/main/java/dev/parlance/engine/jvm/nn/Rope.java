package dev.parlance.engine.jvm.nn;

import java.util.Arrays;

/**
 * Rotary position embedding (Su et al., "RoFormer", 2021): element pairs of each head are rotated by an angle that grows
 * with the position. This is the form of llama in GGUF files, where the pairs are neighbours.
 *
 * <p>Angles are a recurrence in float, as in ggml: {@code angle(0) = position, angle(i + 1) = angle(i) * step}, where
 * {@code step = base^(-2 / headSize)}; an exact angle would differ in the logits ten times as much as anything else here.
 */
public final class Rope {
    private final int headSize;
    private final RopeScaling scaling;
    private final float step;
    /** Cosine and sine of each pair, (positions, headSize / 2, 2), for the positions up to {@link #known}. */
    private float[] table = new float[0];
    private int known;

    /**
     * Makes the rotation.
     *
     * @param headSize the elements of a head, even
     * @param base the base of the angles, such as 10000
     * @param scaling how angles are changed for longer contexts
     */
    public Rope(int headSize, float base, RopeScaling scaling) {
        this.headSize = headSize;
        this.scaling = scaling;
        this.step = (float) StrictMath.pow(base, -2f / headSize);
    }

    /** Makes the angles for positions below a number known; on one thread. */
    public void reserve(int positions) {
        if (positions <= known) {
            return;
        }
        if (positions * (long) headSize > table.length) {
            long wanted = Math.max(positions, known + known / 2L + 64) * headSize;
            table = Arrays.copyOf(table, Math.toIntExact(Math.max(wanted, positions * (long) headSize)));
        }
        for (int position = known; position < positions; position++) {
            float angle = position;
            for (int pair = 0; pair < headSize / 2; pair++) {
                scaling.rotation(angle, pair, table, position * headSize + 2 * pair);
                angle *= step;
            }
        }
        known = positions;
    }

    /**
     * Rotates every head of one row.
     *
     * @param row holds the heads, one after the other, from {@code from} on
     * @param heads how many
     * @param position the token's position, below a reserved number
     */
    public void rotate(float[] row, int from, int heads, int position) {
        for (int head = 0; head < heads; head++) {
            int at = from + head * headSize;
            int angle = position * headSize;
            for (int i = 0; i < headSize; i += 2) {
                float cos = table[angle + i];
                float sin = table[angle + i + 1];
                float x = row[at + i];
                float y = row[at + i + 1];
                row[at + i] = x * cos - y * sin;
                row[at + i + 1] = x * sin + y * cos;
            }
        }
    }
}
