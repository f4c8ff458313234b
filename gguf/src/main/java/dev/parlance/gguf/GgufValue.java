package dev.parlance.gguf;

import java.util.List;

/**
 * One metadata value with the type that it has in the file. Immutable and thread-safe; two are equal if type and content
 * are. {@link Object#toString} gives the value as a person wants to read it.
 */
public sealed interface GgufValue permits GgufValue.Int, GgufValue.Real, GgufValue.Bool, GgufValue.Text, GgufArray {

    /** Returns the type in the file. */
    GgufType type();

    /** Returns the type's name for display, such as {@code u32} or {@code arr[str,32000]}. */
    default String typeName() {
        return type().label();
    }

    /**
     * An integer.
     *
     * @param type one of the integer types
     * @param value the number; of {@link GgufType#UINT64} the 64 bits, to be read as unsigned
     */
    record Int(GgufType type, long value) implements GgufValue {
        /** @throws IllegalArgumentException if the type is no integer type or the value does not fit it */
        public Int {
            if (!type.isInteger()) {
                throw new IllegalArgumentException("type " + type.label() + ", expected an integer type");
            }
            if (!fits(type, value)) {
                throw new IllegalArgumentException(value + " does not fit the type " + type.label());
            }
        }

        private static boolean fits(GgufType type, long value) {
            return switch (type) {
                case UINT8 -> value == (value & 0xFF);
                case INT8 -> value == (byte) value;
                case UINT16 -> value == (value & 0xFFFF);
                case INT16 -> value == (short) value;
                case UINT32 -> value == (value & 0xFFFF_FFFFL);
                case INT32 -> value == (int) value;
                default -> true;
            };
        }

        @Override
        public String toString() {
            return type == GgufType.UINT64 ? Long.toUnsignedString(value) : Long.toString(value);
        }
    }

    /**
     * A floating-point number.
     *
     * @param type {@link GgufType#FLOAT32} or {@link GgufType#FLOAT64}
     * @param value the number; of {@code FLOAT32} one that a {@code float} holds
     */
    record Real(GgufType type, double value) implements GgufValue {
        /** @throws IllegalArgumentException if the type is no floating-point type or the value does not fit it */
        public Real {
            if (!type.isReal()) {
                throw new IllegalArgumentException("type " + type.label() + ", expected a floating-point type");
            }
            if (type == GgufType.FLOAT32 && Double.compare((float) value, value) != 0) {
                throw new IllegalArgumentException(value + " does not fit the type " + type.label());
            }
        }

        @Override
        public String toString() {
            return type == GgufType.FLOAT32 ? Float.toString((float) value) : Double.toString(value);
        }
    }

    /** A truth value. */
    record Bool(boolean value) implements GgufValue {
        @Override
        public GgufType type() {
            return GgufType.BOOL;
        }

        @Override
        public String toString() {
            return Boolean.toString(value);
        }
    }

    /** A string. */
    record Text(String value) implements GgufValue {
        /** @throws IllegalArgumentException if the string has a lone surrogate, which UTF-8 can not express */
        public Text {
            Utf8.checkEncodable(value);
        }

        @Override
        public GgufType type() {
            return GgufType.STRING;
        }

        @Override
        public String toString() {
            return value;
        }
    }

    /** Returns an integer from 0 to 255. */
    static GgufValue uint8(int value) {
        return new Int(GgufType.UINT8, value);
    }

    /** Returns an integer from -128 to 127. */
    static GgufValue int8(int value) {
        return new Int(GgufType.INT8, value);
    }

    /** Returns an integer from 0 to 65535. */
    static GgufValue uint16(int value) {
        return new Int(GgufType.UINT16, value);
    }

    /** Returns an integer from -32768 to 32767. */
    static GgufValue int16(int value) {
        return new Int(GgufType.INT16, value);
    }

    /** Returns an integer from 0 to 2^32 - 1. */
    static GgufValue uint32(long value) {
        return new Int(GgufType.UINT32, value);
    }

    /** Returns an integer. */
    static GgufValue int32(int value) {
        return new Int(GgufType.INT32, value);
    }

    /** Returns an unsigned integer, given by its 64 bits. */
    static GgufValue uint64(long bits) {
        return new Int(GgufType.UINT64, bits);
    }

    /** Returns an integer. */
    static GgufValue int64(long value) {
        return new Int(GgufType.INT64, value);
    }

    /** Returns a floating-point number. */
    static GgufValue float32(float value) {
        return new Real(GgufType.FLOAT32, value);
    }

    /** Returns a floating-point number. */
    static GgufValue float64(double value) {
        return new Real(GgufType.FLOAT64, value);
    }

    /** Returns a truth value. */
    static GgufValue bool(boolean value) {
        return new Bool(value);
    }

    /** Returns a string. */
    static GgufValue string(String value) {
        return new Text(value);
    }

    /** Returns an array of strings. */
    static GgufArray strings(List<String> values) {
        return StringArray.of(values);
    }

    /** Returns an array of integers. */
    static GgufArray int32s(int... values) {
        return NumberArray.of(values);
    }

    /** Returns an array of floating-point numbers. */
    static GgufArray float32s(float... values) {
        return NumberArray.of(values);
    }

    /**
     * Returns an array of any type. An array of arrays is part of the format, but llama.cpp does not read it.
     *
     * @throws IllegalArgumentException if an element has another type
     */
    static GgufArray array(GgufType elementType, List<? extends GgufValue> values) {
        return GgufArray.of(elementType, values);
    }
}
