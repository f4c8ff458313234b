package dev.parlance.testkit.model;

/**
 * The sizes of a model.
 *
 * @param vocabulary the number of tokens, at least 3
 * @param width the length of a hidden state
 * @param layers the number of blocks
 * @param heads query heads, a multiple of {@code kvHeads}
 * @param kvHeads heads of keys and values
 * @param headSize elements of a head, an even number
 * @param hidden the width of the feed-forward network
 */
public record ModelSizes(int vocabulary, int width, int layers, int heads, int kvHeads, int headSize, int hidden) {
    /** Small, with every size another number and grouped queries, and all fit for blocks of 32. */
    public static final ModelSizes SMALL = new ModelSizes(67, 64, 2, 4, 2, 24, 96);

    /** Small, with grouped queries, and all fit for blocks of 256. */
    public static final ModelSizes BLOCKS_OF_256 = new ModelSizes(67, 256, 1, 4, 2, 64, 256);

    /** {@link #SMALL} with a vocabulary that can spell any text. */
    public static final ModelSizes SPELLING = SMALL.withVocabulary(331);

    /** Returns the elements of the queries of all heads. */
    public int queryColumns() {
        return heads * headSize;
    }

    /** Returns the elements of the keys, and of the values, of all heads. */
    public int kvColumns() {
        return kvHeads * headSize;
    }

    /** Returns the same sizes but for the number of blocks. */
    public ModelSizes withLayers(int blocks) {
        return new ModelSizes(vocabulary, width, blocks, heads, kvHeads, headSize, hidden);
    }

    /** Returns the same sizes but for the vocabulary. */
    public ModelSizes withVocabulary(int tokens) {
        return new ModelSizes(tokens, width, layers, heads, kvHeads, headSize, hidden);
    }

    /** Returns sizes near to these whose heads are together as wide as a hidden state; rows hold whole blocks as before. */
    public ModelSizes withHeadsAsWideAsStates() {
        int groups = Integer.highestOneBit(heads / kvHeads);
        int kv = Integer.highestOneBit(kvHeads);
        int size = Math.max(2, width / (kv * groups) & -2);
        return new ModelSizes(vocabulary, kv * groups * size, layers, kv * groups, kv, size, hidden);
    }
}
