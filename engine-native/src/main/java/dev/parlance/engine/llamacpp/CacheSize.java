package dev.parlance.engine.llamacpp;

import dev.parlance.CachePrecision;
import dev.parlance.gguf.GgufArray;
import dev.parlance.gguf.GgufMetadata;

/** Tells from a file's metadata how large a session's key-value cache is. */
final class CacheSize {
    private CacheSize() {}

    /** Returns the bytes of a session of some length, about: some architectures keep less. */
    static long bytes(GgufMetadata metadata, int contextLength, CachePrecision precision) {
        String prefix = metadata.string("general.architecture") + ".";
        int layers = metadata.integer(prefix + "block_count");
        int width = metadata.integer(prefix + "embedding_length");
        String headsKey = prefix + "attention.head_count";
        if (!metadata.contains(headsKey)) {
            return 0;
        }
        String kvKey = metadata.contains(headsKey + "_kv") ? headsKey + "_kv" : headsKey;
        long headLayers = sumOverLayers(metadata, kvKey, layers);
        int headLength = width / Math.max(1, (int) (sumOverLayers(metadata, headsKey, layers) / layers));
        long perHead = (long) metadata.integer(prefix + "attention.key_length", headLength)
                + metadata.integer(prefix + "attention.value_length", headLength);
        int bytes = precision == CachePrecision.F32 ? Float.BYTES : Short.BYTES;
        return Math.multiplyExact(Math.multiplyExact(headLayers, perHead * bytes),
                (long) LlamaContext.padded(contextLength));
    }

    private static long sumOverLayers(GgufMetadata metadata, String key, int layers) {
        if (metadata.value(key) instanceof GgufArray) {
            long sum = 0;
            for (int heads : metadata.integers(key)) {
                sum += heads;
            }
            return sum;
        }
        return (long) metadata.integer(key) * layers;
    }
}
