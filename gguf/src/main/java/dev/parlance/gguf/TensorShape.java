package dev.parlance.gguf;

import java.util.List;
import java.util.Optional;

/** The rules for the dimensions of a tensor. */
final class TensorShape {
    /** ggml's {@code GGML_MAX_DIMS}. */
    static final int MAX_DIMENSIONS = 4;

    private TensorShape() {}

    /**
     * Returns what is wrong with some dimensions, or empty if nothing is.
     *
     * <p>A dimension of 0 is allowed, as in llama.cpp, but does not excuse others whose product overflows.
     */
    static Optional<String> problem(TensorType type, List<Long> dimensions) {
        if (dimensions.isEmpty() || dimensions.size() > MAX_DIMENSIONS) {
            return Optional.of(dimensions.size() + " dimensions, expected 1 to " + MAX_DIMENSIONS);
        }
        if (dimensions.stream().anyMatch(size -> size < 0)) {
            return Optional.of("dimensions " + dimensions + ", expected no negative size");
        }
        long columns = dimensions.getFirst();
        if (columns % type.blockLength() != 0) {
            return Optional.of("rows of " + columns + " elements, expected a multiple of " + type + "'s block length "
                    + type.blockLength());
        }
        try {
            long elements = dimensions.stream().reduce(1L, (a, b) -> Math.multiplyExact(a, Math.max(1, b)));
            Math.multiplyExact(elements / type.blockLength(), type.blockBytes());
        } catch (ArithmeticException overflow) {
            return Optional.of("dimensions " + dimensions + ", expected that " + type
                    + " takes less than 2^63 elements and bytes");
        }
        return Optional.empty();
    }

    /** Returns the size in bytes of a tensor whose dimensions are good. */
    static long byteSize(TensorType type, List<Long> dimensions) {
        return type.byteSize(dimensions.stream().reduce(1L, (a, b) -> a * b));
    }
}
