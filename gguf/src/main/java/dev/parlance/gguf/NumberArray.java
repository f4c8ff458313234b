package dev.parlance.gguf;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** An array of numbers or truth values, in the bytes of the file. */
final class NumberArray extends GgufArray {
    private final GgufType elementType;
    private final ByteBuffer bytes;

    /** Makes an array of little-endian bytes, which it keeps. */
    NumberArray(GgufType elementType, byte[] bytes) {
        this(elementType, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    }

    private NumberArray(GgufType elementType, ByteBuffer bytes) {
        this.elementType = elementType;
        this.bytes = bytes;
    }

    static NumberArray of(int... values) {
        ByteBuffer bytes = allocate(GgufType.INT32, values.length);
        bytes.asIntBuffer().put(values);
        return new NumberArray(GgufType.INT32, bytes);
    }

    static NumberArray of(float... values) {
        ByteBuffer bytes = allocate(GgufType.FLOAT32, values.length);
        bytes.asFloatBuffer().put(values);
        return new NumberArray(GgufType.FLOAT32, bytes);
    }

    static NumberArray of(GgufType elementType, List<? extends GgufValue> values) {
        ByteBuffer bytes = allocate(elementType, values.size());
        values.forEach(value -> put(bytes, value));
        return new NumberArray(elementType, bytes.flip());
    }

    private static ByteBuffer allocate(GgufType elementType, int size) {
        return ByteBuffer.allocate(Math.multiplyExact(size, elementType.byteSize())).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Puts a number or truth value into a little-endian buffer. */
    static void put(ByteBuffer target, GgufValue value) {
        switch (value) {
            case Int(GgufType type, long number) -> {
                switch (type.byteSize()) {
                    case 1 -> target.put((byte) number);
                    case 2 -> target.putShort((short) number);
                    case 4 -> target.putInt((int) number);
                    default -> target.putLong(number);
                }
            }
            case Real(GgufType type, double number) -> {
                if (type == GgufType.FLOAT32) {
                    target.putFloat((float) number);
                } else {
                    target.putDouble(number);
                }
            }
            case Bool(boolean truth) -> target.put((byte) (truth ? 1 : 0));
            default -> throw new IllegalArgumentException(value.typeName() + " is no number");
        }
    }

    @Override
    public GgufType elementType() {
        return elementType;
    }

    @Override
    public int size() {
        return bytes.capacity() / elementType.byteSize();
    }

    /** Returns the bytes as they stand in a file. */
    ByteBuffer bytes() {
        return bytes.asReadOnlyBuffer();
    }

    @Override
    GgufValue element(int index) {
        if (elementType.isInteger()) {
            return new Int(elementType, integer(index));
        }
        return elementType.isReal() ? new Real(elementType, real(index)) : new Bool(bytes.get(index) != 0);
    }

    /** Returns an integer; of {@link GgufType#UINT64} the 64 bits. */
    long integer(int index) {
        return switch (elementType) {
            case UINT8 -> Byte.toUnsignedLong(bytes.get(index));
            case INT8 -> bytes.get(index);
            case UINT16 -> Short.toUnsignedLong(bytes.getShort(2 * index));
            case INT16 -> bytes.getShort(2 * index);
            case UINT32 -> Integer.toUnsignedLong(bytes.getInt(4 * index));
            case INT32 -> bytes.getInt(4 * index);
            case UINT64, INT64 -> bytes.getLong(8 * index);
            case FLOAT32, FLOAT64, BOOL, STRING, ARRAY -> throw new IllegalStateException(typeName());
        };
    }

    /** Returns a floating-point number. */
    double real(int index) {
        return elementType == GgufType.FLOAT32 ? bytes.getFloat(4 * index) : bytes.getDouble(8 * index);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NumberArray array && array.elementType == elementType && array.bytes.equals(bytes);
    }

    @Override
    public int hashCode() {
        return bytes.hashCode();
    }
}
