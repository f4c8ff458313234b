package dev.parlance.gguf;

import java.util.OptionalLong;

/** The alignment of the tensors in a file. */
final class Alignment {
    static final String KEY = "general.alignment";
    static final long DEFAULT = 32;
    static final String EXPECTED = "expected a u32 that is a power of 2";

    private Alignment() {}

    /** Returns what the value of {@link #KEY} says, or empty if it is not a power of 2 of the type {@code u32}. */
    static OptionalLong of(GgufValue value) {
        return value instanceof GgufValue.Int(GgufType type, long alignment)
                && type == GgufType.UINT32
                && Long.bitCount(alignment) == 1
                        ? OptionalLong.of(alignment)
                        : OptionalLong.empty();
    }

    /** Returns a value that is wrong, for a message. */
    static String describe(GgufValue value) {
        return value instanceof GgufValue.Int ? value.typeName() + " " + value : "type " + value.typeName();
    }

    /** Returns the first multiple of an alignment that is not less than a position. */
    static long up(long position, long alignment) {
        return Math.addExact(position, alignment - 1) & -alignment;
    }
}
