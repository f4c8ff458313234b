package dev.parlance.engine.jvm.nn;

/**
 * What the attention of a layer computes: {@code soft-max(cap(q . K^T * scale)) . V} over the tokens in the window, where
 * {@code cap(s) = softCap * tanh(s / softCap)}, and a sink, if there is one, takes its share in the soft-max and has no value.
 *
 * @param heads query heads, a multiple of {@code kvHeads}
 * @param kvHeads heads of keys and values, each shared by neighbouring query heads
 * @param headSize elements of a head
 * @param scale the factor of the scores
 * @param softCap what scores stay below (Gemma 2), or 0 for no cap
 * @param window how many tokens a token attends to at most, itself and those just before it
 * @param sinks a score for each query head that attends to nothing (Xiao et al., 2023; as learned in gpt-oss), or empty
 */
public record AttentionShape(int heads, int kvHeads, int headSize, float scale, float softCap, int window,
        float[] sinks) {
    /** A window that every text fits in. */
    public static final int WHOLE_TEXT = Integer.MAX_VALUE;

    /** Returns attention to the whole text up to a token, with scores scaled by 1 / sqrt(headSize). */
    public static AttentionShape of(int heads, int kvHeads, int headSize) {
        return new AttentionShape(heads, kvHeads, headSize, 1 / (float) Math.sqrt(headSize), 0, WHOLE_TEXT,
                new float[0]);
    }

    /** Returns the same with another scale. */
    public AttentionShape withScale(float factor) {
        return new AttentionShape(heads, kvHeads, headSize, factor, softCap, window, sinks);
    }

    /** Returns the same with a soft cap. */
    public AttentionShape withSoftCap(float cap) {
        return new AttentionShape(heads, kvHeads, headSize, scale, cap, window, sinks);
    }

    /** Returns the same in a sliding window. */
    public AttentionShape withWindow(int tokens) {
        return new AttentionShape(heads, kvHeads, headSize, scale, softCap, tokens, sinks);
    }

    /** Returns the same with a sink for each query head. */
    public AttentionShape withSinks(float[] scores) {
        return new AttentionShape(heads, kvHeads, headSize, scale, softCap, window, scores);
    }

    /** Returns how many query heads share a head of keys and values. */
    public int group() {
        return heads / kvHeads;
    }

    /** Returns the head of keys and values of a query head. */
    public int kvHead(int head) {
        return head / group();
    }

    /** Returns the first position that the token at a position attends to. */
    public int first(int position) {
        return Math.max(0, position + 1 - window);
    }

    /** Returns the score of a query head's sink; without one, negative infinity, which has no share. */
    public float sink(int head) {
        return sinks.length == 0 ? Float.NEGATIVE_INFINITY : sinks[head];
    }

    /** Returns a score as the soft-max takes it, from the product of a query and a key. */
    public float score(float product) {
        float scaled = product * scale;
        return softCap == 0 ? scaled : SoftCap.of(scaled, softCap);
    }
}
