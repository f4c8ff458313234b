package dev.parlance.engine.jvm.model;

import dev.parlance.engine.jvm.nn.AttentionShape;

/**
 * The sizes that every network has, in the names of the papers.
 *
 * @param vocabulary the number of tokens
 * @param width the length of a hidden state
 * @param layers the number of blocks
 * @param heads query heads, a multiple of {@code kvHeads}
 * @param kvHeads heads of keys and values
 * @param headSize elements of a head
 * @param hidden the width of the feed-forward network
 * @param trainedContext how many tokens the model was trained for
 */
record Sizes(int vocabulary, int width, int layers, int heads, int kvHeads, int headSize, int hidden,
        int trainedContext) {

    /** Returns the elements of the queries of all heads. */
    int queryColumns() {
        return heads * headSize;
    }

    /** Returns the elements of the keys, and of the values, of all heads. */
    int kvColumns() {
        return kvHeads * headSize;
    }

    /** Returns the usual attention: to the whole text, with scores scaled by 1 / sqrt(headSize). */
    AttentionShape attention() {
        return AttentionShape.of(heads, kvHeads, headSize);
    }

    /**
     * Returns what the engine needs to know.
     *
     * @param feedForwardColumns the intermediate results of a token in feed-forward networks
     */
    NetworkShape shape(long feedForwardColumns) {
        long columns = 3L * width + 2L * queryColumns() + 2L * kvColumns() + feedForwardColumns;
        return new NetworkShape(vocabulary, width, layers, kvColumns(), trainedContext, columns);
    }
}
