package dev.parlance.gguf;

import dev.parlance.ModelFormatException;
import dev.parlance.spi.ModelMetadata;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** The metadata of a GGUF file; for a split model, of its first part. */
public final class GgufMetadata implements ModelMetadata {
    private final Path file;
    private final Map<String, GgufValue> values;

    GgufMetadata(Path file, Map<String, GgufValue> values) {
        this.file = file;
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    @Override
    public Set<String> keys() {
        return values.keySet();
    }

    @Override
    public boolean contains(String key) {
        return values.containsKey(key);
    }

    /** Returns a value of any type, as it stands in the file. */
    public GgufValue value(String key) {
        return find(key, GgufValue.class, "a value");
    }

    @Override
    public String string(String key) {
        return find(key, GgufValue.Text.class, "a string").value();
    }

    @Override
    public int integer(String key) {
        GgufValue.Int integer = find(key, GgufValue.Int.class, "an integer");
        return toInt(key, integer.type(), integer.value());
    }

    @Override
    public float real(String key) {
        return toFloat(key, find(key, GgufValue.Real.class, "a floating-point number").value());
    }

    @Override
    public boolean bool(String key) {
        return find(key, GgufValue.Bool.class, "a truth value").value();
    }

    @Override
    public List<String> strings(String key) {
        return find(key, StringArray.class, "an array of strings").strings();
    }

    @Override
    public int[] integers(String key) {
        NumberArray array = numbers(key, GgufType::isInteger, "an array of integers");
        int[] copy = new int[array.size()];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = toInt(key, array.elementType(), array.integer(i));
        }
        return copy;
    }

    @Override
    public float[] reals(String key) {
        NumberArray array = numbers(key, GgufType::isReal, "an array of floating-point numbers");
        float[] copy = new float[array.size()];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = toFloat(key, array.real(i));
        }
        return copy;
    }

    private NumberArray numbers(String key, Predicate<GgufType> elementType, String expected) {
        NumberArray array = find(key, NumberArray.class, expected);
        if (!elementType.test(array.elementType())) {
            throw malformed(key, "type " + array.typeName(), expected);
        }
        return array;
    }

    private <T extends GgufValue> T find(String key, Class<T> type, String expected) {
        GgufValue value = values.get(key);
        if (value == null) {
            throw malformed(key, "missing", expected);
        }
        if (!type.isInstance(value)) {
            throw malformed(key, "type " + value.typeName(), expected);
        }
        return type.cast(value);
    }

    private int toInt(String key, GgufType type, long value) {
        boolean huge = type == GgufType.UINT64 && value < 0;
        if (huge || value != (int) value) {
            throw malformed(key, "value " + (huge ? Long.toUnsignedString(value) : Long.toString(value)),
                    Integer.MIN_VALUE + " to " + Integer.MAX_VALUE);
        }
        return (int) value;
    }

    private float toFloat(String key, double value) {
        if (Float.isInfinite((float) value) && Double.isFinite(value)) {
            throw malformed(key, "value " + value, "what a 32-bit float can hold");
        }
        return (float) value;
    }

    private ModelFormatException malformed(String key, String problem, String expected) {
        return new ModelFormatException(
                "metadata key " + Quoted.name(key) + ": " + problem + " (" + file + "; expected " + expected + ")");
    }

    @Override
    public String toString() {
        return values.size() + " metadata keys of " + file;
    }
}
