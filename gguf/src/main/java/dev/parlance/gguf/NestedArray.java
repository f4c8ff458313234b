package dev.parlance.gguf;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** An array of arrays. */
final class NestedArray extends GgufArray {
    private final List<GgufArray> elements;

    NestedArray(List<GgufArray> elements) {
        this.elements = List.copyOf(elements);
    }

    @Override
    public GgufType elementType() {
        return GgufType.ARRAY;
    }

    @Override
    public int size() {
        return elements.size();
    }

    @Override
    GgufValue element(int index) {
        return elements.get(index);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NestedArray array && array.elements.equals(elements);
    }

    @Override
    public int hashCode() {
        return elements.hashCode();
    }
}
