package dev.parlance.gguf;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How the numbers of a tensor are stored: ggml's types as of llama.cpp v0.5.0, with the ids that GGUF files carry.
 *
 * <p>A type cuts a row into blocks of {@link #blockLength} numbers, each stored in {@link #blockBytes} bytes; a type that
 * is not quantised has blocks of one number.
 */
public enum TensorType {
    F32(0, 1, 4),
    F16(1, 1, 2),
    Q4_0(2, 32, 18),
    Q4_1(3, 32, 20),
    Q5_0(6, 32, 22),
    Q5_1(7, 32, 24),
    Q8_0(8, 32, 34),
    Q8_1(9, 32, 36),
    Q2_K(10, 256, 84),
    Q3_K(11, 256, 110),
    Q4_K(12, 256, 144),
    Q5_K(13, 256, 176),
    Q6_K(14, 256, 210),
    Q8_K(15, 256, 292),
    IQ2_XXS(16, 256, 66),
    IQ2_XS(17, 256, 74),
    IQ3_XXS(18, 256, 98),
    IQ1_S(19, 256, 50),
    IQ4_NL(20, 32, 18),
    IQ3_S(21, 256, 110),
    IQ2_S(22, 256, 82),
    IQ4_XS(23, 256, 136),
    I8(24, 1, 1),
    I16(25, 1, 2),
    I32(26, 1, 4),
    I64(27, 1, 8),
    F64(28, 1, 8),
    IQ1_M(29, 256, 56),
    BF16(30, 1, 2),
    TQ1_0(34, 256, 54),
    TQ2_0(35, 256, 66),
    MXFP4(39, 32, 17),
    NVFP4(40, 64, 36),
    Q1_0(41, 128, 18),
    Q2_0(42, 64, 18);

    private static final @Nullable TensorType[] BY_ID = new @Nullable TensorType[values()[values().length - 1].id + 1];

    static {
        for (TensorType type : values()) {
            BY_ID[type.id] = type;
        }
    }

    private static final Map<Integer, String> WITHDRAWN = Map.of(4, "Q4_2", 5, "Q4_3",
            31, "Q4_0_4_4", 32, "Q4_0_4_8", 33, "Q4_0_8_8",
            36, "IQ4_NL_4_4", 37, "IQ4_NL_4_8", 38, "IQ4_NL_8_8");

    private final int id;
    private final int blockLength;
    private final int blockBytes;

    TensorType(int id, int blockLength, int blockBytes) {
        this.id = id;
        this.blockLength = blockLength;
        this.blockBytes = blockBytes;
    }

    /** Returns the type with an id, or empty if there is none or it was withdrawn from the format. */
    public static Optional<TensorType> ofId(int id) {
        return id < 0 || id >= BY_ID.length ? Optional.empty() : Optional.ofNullable(BY_ID[id]);
    }

    /** Returns the number that stands for it in a file. */
    public int id() {
        return id;
    }

    /** Returns how many numbers a block holds, at least 1. */
    public int blockLength() {
        return blockLength;
    }

    /** Returns the size of a block in bytes. */
    public int blockBytes() {
        return blockBytes;
    }

    /**
     * Returns the size of a row, or of whole rows, in bytes.
     *
     * @param elements how many numbers, a multiple of the block length
     * @throws IllegalArgumentException if it is negative or not a multiple of the block length
     * @throws ArithmeticException if the size exceeds a {@code long}
     */
    public long byteSize(long elements) {
        if (elements < 0 || elements % blockLength != 0) {
            throw new IllegalArgumentException(
                    elements + " elements, expected a multiple of " + this + "'s block length " + blockLength);
        }
        return Math.multiplyExact(elements / blockLength, blockBytes);
    }

    /** Returns the name of a type that the format once had, or empty if an id never stood for one. */
    static Optional<String> withdrawn(int id) {
        return Optional.ofNullable(WITHDRAWN.get(id));
    }

    /** Returns all names with their ids, for messages. */
    static String listing() {
        return Arrays.stream(values()).map(type -> type.id + " " + type).collect(Collectors.joining(", "));
    }
}
