package dev.parlance.training.model;

import dev.parlance.gguf.GgufValue;
import org.bytedeco.pytorch.Tensor;

import java.util.Map;

/** A decoder-only transformer as a graph of tensors that can be trained. Not thread-safe. */
public interface Decoder {

    /**
     * Returns the logits for the token after each token. Position 0 is the first column.
     *
     * @param tokens (batch, length), 64-bit ids
     * @return (batch, length, vocabulary)
     */
    default Tensor forward(Tensor tokens) {
        return logits(hidden(tokens));
    }

    /**
     * Returns the hidden states after the last block, normed.
     *
     * @param tokens (batch, length), 64-bit ids
     * @return (batch, length, width)
     */
    Tensor hidden(Tensor tokens);

    /**
     * Returns the logits of hidden states.
     *
     * @param hidden (..., width)
     * @return (..., vocabulary)
     */
    Tensor logits(Tensor hidden);

    /** Returns the weights. */
    Parameters parameters();

    /** Returns the most tokens that it sees at once. */
    int contextLength();

    /** Returns the number of tokens in its vocabulary. */
    int vocabularySize();

    /** Returns what a GGUF file says of the network, beginning with {@code general.architecture}. */
    Map<String, GgufValue> metadata();
}
