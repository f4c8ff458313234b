package dev.parlance;

/**
 * Facts about a loaded model.
 *
 * @param name the model's name from its file, or the file's name
 * @param architecture the architecture's name in the GGUF naming, such as {@code llama}
 * @param engine the engine's name, such as {@code java}
 * @param device where it computes, in words
 * @param weightFormat the format of most of the weights, such as {@code Q8_0}
 * @param parameterCount the number of weights
 * @param weightBytes the memory that the weights take, in bytes
 * @param vocabularySize the number of tokens, and of logits
 * @param embeddingLength the width of the model
 * @param layerCount the number of transformer blocks
 * @param contextLength how many tokens a session can hold
 * @param trainedContextLength how many tokens the model was trained for
 */
public record ModelInfo(String name, String architecture, String engine, String device, String weightFormat,
        long parameterCount, long weightBytes, int vocabularySize, int embeddingLength, int layerCount,
        int contextLength, int trainedContextLength) {}
