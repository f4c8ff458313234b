package dev.parlance.engine.jvm.model;

/**
 * What the engine needs to know of a network before its weights are there.
 *
 * @param vocabularySize the number of logits
 * @param width the length of a hidden state
 * @param layers the number of blocks
 * @param kvColumns the length of a row of keys (and of values) in the cache: key-value heads * head size
 * @param trainedContext how many tokens the model was trained for
 * @param scratchColumns how many intermediate results a network keeps for each token of a pass
 */
public record NetworkShape(int vocabularySize, int width, int layers, int kvColumns, int trainedContext,
        long scratchColumns) {}
