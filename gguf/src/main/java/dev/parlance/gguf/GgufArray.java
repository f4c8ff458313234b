package dev.parlance.gguf;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An array of metadata values of one type, stored compactly. */
public abstract sealed class GgufArray implements GgufValue permits NumberArray, StringArray, NestedArray {
    private static final int SHOWN = 8;

    GgufArray() {}

    static GgufArray of(GgufType elementType, List<? extends GgufValue> values) {
        for (GgufValue value : values) {
            if (value.type() != elementType) {
                throw new IllegalArgumentException(
                        "element of type " + value.typeName() + " in an array of type " + elementType.label());
            }
        }
        return switch (elementType) {
            case STRING -> StringArray.of(values.stream().map(value -> ((Text) value).value()).toList());
            case ARRAY -> new NestedArray(values.stream().map(GgufArray.class::cast).toList());
            default -> NumberArray.of(elementType, values);
        };
    }

    @Override
    public final GgufType type() {
        return GgufType.ARRAY;
    }

    @Override
    public final String typeName() {
        return "arr[" + elementType().label() + "," + size() + "]";
    }

    /** Returns the type of every element. */
    public abstract GgufType elementType();

    /** Returns how many elements there are. */
    public abstract int size();

    /** Returns an element. */
    public final GgufValue get(int index) {
        return element(Objects.checkIndex(index, size()));
    }

    abstract GgufValue element(int index);

    /** Returns the first few elements in brackets, and how many there are if not all are shown. */
    @Override
    public final String toString() {
        String shown = IntStream.range(0, Math.min(size(), SHOWN))
                .mapToObj(i -> get(i).toString())
                .collect(Collectors.joining(", "));
        return size() <= SHOWN ? "[" + shown + "]" : "[" + shown + ", ... " + size() + " in all]";
    }
}
