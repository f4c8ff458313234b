package dev.parlance.engine.jvm.kernel;

import dev.parlance.engine.jvm.nn.Activations;
import dev.parlance.engine.jvm.nn.AttentionShape;
import dev.parlance.engine.jvm.runtime.Pass;

/**
 * Attention over a session's keys and values. The result for a head of a token is the same bits whatever other heads and
 * tokens are computed in the same call.
 */
public interface AttentionKernel {
    /**
     * Computes the attention of neighbouring query heads that share a head of keys and values, for tokens of one session
     * that follow each other.
     *
     * @param shape what is computed
     * @param pass gives the tokens' positions and cache, in which their keys and values already are
     * @param layer the layer's index
     * @param row the first token's row in the pass
     * @param rows how many tokens
     * @param head the first query head
     * @param heads how many query heads, at most {@link AttentionShape#group}
     * @param queries (rows of the pass, heads * headSize)
     * @param scratch of at least {@link #scratchLength} elements, the calling thread's own
     * @param output receives (rows of the pass, heads * headSize)
     */
    void attend(AttentionShape shape, Pass pass, int layer, int row, int rows, int head, int heads, Activations queries,
            float[] scratch, Activations output);

    /** Returns how much scratch it wants for texts of at most a number of tokens. */
    int scratchLength(AttentionShape shape, int tokens);
}
