package dev.parlance.gguf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the key-value pairs. */
final class MetadataReader {
    /** The least that a pair takes: length and byte of the key, type, value. */
    private static final int MIN_PAIR_BYTES = 8 + 1 + 4 + 1;
    /** The least that an array takes: type, count. */
    private static final int MIN_ARRAY_BYTES = 4 + 8;

    private final ByteSource source;
    private final GgufLimits limits;
    private final Map<String, GgufValue> values = new LinkedHashMap<>();
    private long alignment = Alignment.DEFAULT;

    MetadataReader(ByteSource source, GgufLimits limits) {
        this.source = source;
        this.limits = limits;
    }

    /** Returns what was read, in the order of the file. */
    Map<String, GgufValue> values() {
        return values;
    }

    /** Returns the alignment that the metadata state. */
    long alignment() {
        return alignment;
    }

    void read(int count) {
        source.subject("metadata");
        source.require(count, MIN_PAIR_BYTES);
        for (int i = 0; i < count; i++) {
            source.subject("metadata key number " + i);
            long keyAt = source.position();
            String key = source.name(limits.maxKeyLength(), "maxKeyLength");
            source.subject("metadata key " + Quoted.name(key));
            if (values.containsKey(key)) {
                throw source.malformed("it is there twice", keyAt, "expected once");
            }
            long valueAt = source.position();
            GgufValue value = value();
            values.put(key, value);
            if (key.equals(Alignment.KEY)) {
                alignment = Alignment.of(value)
                        .orElseThrow(() -> source.malformed(Alignment.describe(value), valueAt, Alignment.EXPECTED));
            }
        }
    }

    private GgufValue value() {
        return switch (type()) {
            case ARRAY -> array(1);
            case STRING -> GgufValue.string(source.string(limits.maxStringLength(), "maxStringLength"));
            case UINT8 -> GgufValue.uint8(Byte.toUnsignedInt(source.int8()));
            case INT8 -> GgufValue.int8(source.int8());
            case UINT16 -> GgufValue.uint16(Short.toUnsignedInt(source.int16()));
            case INT16 -> GgufValue.int16(source.int16());
            case UINT32 -> GgufValue.uint32(Integer.toUnsignedLong(source.int32()));
            case INT32 -> GgufValue.int32(source.int32());
            case UINT64 -> GgufValue.uint64(source.int64());
            case INT64 -> GgufValue.int64(source.int64());
            case FLOAT32 -> GgufValue.float32(Float.intBitsToFloat(source.int32()));
            case FLOAT64 -> GgufValue.float64(Double.longBitsToDouble(source.int64()));
            case BOOL -> {
                long at = source.position();
                yield GgufValue.bool(truth(source.int8(), at));
            }
        };
    }

    private boolean truth(byte value, long at) {
        if (value != 0 && value != 1) {
            throw source.malformed("truth value " + Byte.toUnsignedInt(value), at, "expected 0 or 1");
        }
        return value == 1;
    }

    private GgufType type() {
        long at = source.position();
        int id = source.int32();
        return GgufType.ofId(id)
                .orElseThrow(() -> source.malformed("value type id " + Integer.toUnsignedString(id) + " unknown", at,
                        "supported: " + GgufType.listing()));
    }

    private GgufArray array(int depth) {
        if (depth > limits.maxArrayDepth()) {
            throw source.malformed("arrays nested " + depth + " deep", source.position(),
                    "at most " + limits.maxArrayDepth() + " by GgufLimits.maxArrayDepth");
        }
        GgufType elementType = type();
        int count = source.count("array elements", limits.maxArrayLength(), "maxArrayLength");
        return switch (elementType) {
            case STRING -> strings(count);
            case ARRAY -> arrays(count, depth + 1);
            default -> numbers(elementType, count);
        };
    }

    private NumberArray numbers(GgufType elementType, int count) {
        source.require(count, elementType.byteSize());
        long at = source.position();
        byte[] bytes = new byte[count * elementType.byteSize()];
        source.bytes(bytes, 0, bytes.length);
        if (elementType == GgufType.BOOL) {
            for (int i = 0; i < count; i++) {
                truth(bytes[i], at + i);
            }
        }
        return new NumberArray(elementType, bytes);
    }

    private NestedArray arrays(int count, int depth) {
        source.require(count, MIN_ARRAY_BYTES);
        List<GgufArray> elements = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            elements.add(array(depth));
        }
        return new NestedArray(elements);
    }

    private StringArray strings(int count) {
        source.require(count, Long.BYTES);
        int[] ends = new int[count];
        byte[] utf8 = new byte[0];
        int end = 0;
        for (int i = 0; i < count; i++) {
            int length = source.stringLength(limits.maxStringLength(), "maxStringLength");
            if (length > utf8.length - end) {
                long most = end + source.remaining();
                utf8 = Arrays.copyOf(utf8, (int) Math.min(most, Math.max(end + length, 2L * end + 1024)));
            }
            source.utf8(utf8, end, length);
            end += length;
            ends[i] = end;
        }
        return new StringArray(Arrays.copyOf(utf8, end), ends);
    }
}
