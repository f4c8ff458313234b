package dev.parlance.gguf;

import java.nio.file.Path;
import java.util.List;

/** Reads one file: header, metadata, list of tensors. */
final class GgufReader {
    /** The bytes {@code GGUF}. */
    static final int MAGIC = 0x46554747;

    private GgufReader() {}

    /** One file of a model. */
    record Part(Path file, int version, GgufMetadata metadata, List<GgufTensor> tensors) {}

    static Part read(Path file, GgufLimits limits) {
        try (ByteSource source = new ByteSource(file, limits.maxMetadataBytes())) {
            checkMagic(source);
            int version = version(source);
            int tensorCount = source.count("tensors", limits.maxTensorCount(), "maxTensorCount");
            int metadataCount = source.count("metadata keys", limits.maxMetadataCount(), "maxMetadataCount");
            MetadataReader metadata = new MetadataReader(source, limits);
            metadata.read(metadataCount);
            List<GgufTensor> tensors = new TensorReader(source, limits).read(tensorCount, metadata.alignment());
            return new Part(file, version, new GgufMetadata(file, metadata.values()), tensors);
        }
    }

    private static void checkMagic(ByteSource source) {
        if (source.int32() != MAGIC) {
            throw source.malformed("not a GGUF file", 0, "expected that it starts with the letters GGUF");
        }
    }

    private static int version(ByteSource source) {
        long at = source.position();
        int version = source.int32();
        if (version == 2 || version == 3) {
            return version;
        }
        if (version != 0 && (version & 0xFFFF) == 0) {
            throw source.malformed("version " + Integer.toUnsignedString(Integer.reverseBytes(version))
                    + " in big-endian byte order", at,
                    "expected little-endian; gguf_convert_endian.py of llama.cpp converts it");
        }
        throw source.malformed("version " + Integer.toUnsignedString(version) + " not supported", at, "supported: 2, 3"
                + (version == 1 ? "; convert the original model again with a newer converter" : ""));
    }
}
