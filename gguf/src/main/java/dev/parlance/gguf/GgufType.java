package dev.parlance.gguf;

import java.util.Optional;

/** The types that metadata values have in a file. */
public enum GgufType {
    UINT8(0, "u8", 1),
    INT8(1, "i8", 1),
    UINT16(2, "u16", 2),
    INT16(3, "i16", 2),
    UINT32(4, "u32", 4),
    INT32(5, "i32", 4),
    FLOAT32(6, "f32", 4),
    BOOL(7, "bool", 1),
    STRING(8, "str", 0),
    ARRAY(9, "arr", 0),
    UINT64(10, "u64", 8),
    INT64(11, "i64", 8),
    FLOAT64(12, "f64", 8);

    private static final GgufType[] BY_ID = values();

    private final int id;
    private final String label;
    private final int byteSize;

    GgufType(int id, String label, int byteSize) {
        this.id = id;
        this.label = label;
        this.byteSize = byteSize;
    }

    /** Returns the type with an id, or empty if there is none. */
    static Optional<GgufType> ofId(int id) {
        return id < 0 || id >= BY_ID.length ? Optional.empty() : Optional.of(BY_ID[id]);
    }

    /** Returns the number that stands for it in a file. */
    int id() {
        return id;
    }

    /** Returns the short name that llama.cpp prints, such as {@code u32}. */
    public String label() {
        return label;
    }

    /** Returns whether it is one of the eight integer types. */
    public boolean isInteger() {
        return switch (this) {
            case UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64 -> true;
            case FLOAT32, FLOAT64, BOOL, STRING, ARRAY -> false;
        };
    }

    /** Returns whether it is one of the two floating-point types. */
    public boolean isReal() {
        return this == FLOAT32 || this == FLOAT64;
    }

    /** Returns the size of a value in bytes, or 0 for strings and arrays, which differ in size. */
    int byteSize() {
        return byteSize;
    }

    /** Returns all labels with their ids, for messages. */
    static String listing() {
        StringBuilder listing = new StringBuilder();
        for (GgufType type : BY_ID) {
            listing.append(listing.isEmpty() ? "" : ", ").append(type.id).append(' ').append(type.label);
        }
        return listing.toString();
    }
}
