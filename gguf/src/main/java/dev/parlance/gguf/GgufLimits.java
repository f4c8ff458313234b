package dev.parlance.gguf;

/**
 * How large the parts of a file may be that are read into memory. The defaults allow every model in use, with room, and
 * bound what a hostile file can cost in time and memory.
 *
 * @param maxMetadataCount how many metadata keys a file may have; 65,536 by default
 * @param maxKeyLength how long a metadata key may be, in bytes; 65,535 by default, the bound of the format
 * @param maxStringLength how long a string may be, in bytes; 64 MiB by default (some files hold a whole
 *     {@code tokenizer.json})
 * @param maxArrayLength how many elements an array may have; 16,777,216 by default (large vocabularies have half a million
 *     merges)
 * @param maxArrayDepth how deep arrays may be nested; 1 by default, which allows no array in an array, as in llama.cpp
 * @param maxTensorCount how many tensors a model may have, all its parts together; 262,144 by default
 * @param maxTensorNameLength how long a tensor's name may be, in bytes; 63 by default, the bound of llama.cpp
 * @param maxMetadataBytes how many bytes may come before the tensors' data in a file, that is header, metadata and list of
 *     tensors; 256 MiB by default
 * @param maxSplitCount how many files a model may be split into; 1,024 by default
 */
public record GgufLimits(int maxMetadataCount, int maxKeyLength, int maxStringLength, int maxArrayLength,
        int maxArrayDepth, int maxTensorCount, int maxTensorNameLength, int maxMetadataBytes, int maxSplitCount) {
    private static final GgufLimits DEFAULTS = builder().build();

    /** @throws IllegalArgumentException if a limit is not positive */
    public GgufLimits {
        positive("maxMetadataCount", maxMetadataCount);
        positive("maxKeyLength", maxKeyLength);
        positive("maxStringLength", maxStringLength);
        positive("maxArrayLength", maxArrayLength);
        positive("maxArrayDepth", maxArrayDepth);
        positive("maxTensorCount", maxTensorCount);
        positive("maxTensorNameLength", maxTensorNameLength);
        positive("maxMetadataBytes", maxMetadataBytes);
        positive("maxSplitCount", maxSplitCount);
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + ", expected at least 1");
        }
    }

    /** Returns the limits that hold if none are given. */
    public static GgufLimits defaults() {
        return DEFAULTS;
    }

    /** Starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Sets limits, each described at {@link GgufLimits}. Not thread-safe. */
    public static final class Builder {
        private int maxMetadataCount = 1 << 16;
        private int maxKeyLength = 65_535;
        private int maxStringLength = 64 << 20;
        private int maxArrayLength = 1 << 24;
        private int maxArrayDepth = 1;
        private int maxTensorCount = 1 << 18;
        private int maxTensorNameLength = 63;
        private int maxMetadataBytes = 256 << 20;
        private int maxSplitCount = 1 << 10;

        private Builder() {}

        /** Sets {@link GgufLimits#maxMetadataCount}. */
        public Builder maxMetadataCount(int limit) {
            maxMetadataCount = limit;
            return this;
        }

        /** Sets {@link GgufLimits#maxKeyLength}. */
        public Builder maxKeyLength(int limit) {
            maxKeyLength = limit;
            return this;
        }

        /** Sets {@link GgufLimits#maxStringLength}. */
        public Builder maxStringLength(int limit) {
            maxStringLength = limit;
            return this;
        }

        /** Sets {@link GgufLimits#maxArrayLength}. */
        public Builder maxArrayLength(int limit) {
            maxArrayLength = limit;
            return this;
        }

        /** Sets {@link GgufLimits#maxArrayDepth}. */
        public Builder maxArrayDepth(int limit) {
            maxArrayDepth = limit;
            return this;
        }

        /** Sets {@link GgufLimits#maxTensorCount}. */
        public Builder maxTensorCount(int limit) {
            maxTensorCount = limit;
            return this;
        }

        /** Sets {@link GgufLimits#maxTensorNameLength}. */
        public Builder maxTensorNameLength(int limit) {
            maxTensorNameLength = limit;
            return this;
        }

        /** Sets {@link GgufLimits#maxMetadataBytes}. */
        public Builder maxMetadataBytes(int limit) {
            maxMetadataBytes = limit;
            return this;
        }

        /** Sets {@link GgufLimits#maxSplitCount}. */
        public Builder maxSplitCount(int limit) {
            maxSplitCount = limit;
            return this;
        }

        /**
         * Returns the limits.
         *
         * @throws IllegalArgumentException if one is not positive
         */
        public GgufLimits build() {
            return new GgufLimits(maxMetadataCount, maxKeyLength, maxStringLength, maxArrayLength, maxArrayDepth,
                    maxTensorCount, maxTensorNameLength, maxMetadataBytes, maxSplitCount);
        }
    }
}
