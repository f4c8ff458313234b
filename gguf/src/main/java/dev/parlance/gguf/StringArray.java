package dev.parlance.gguf;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * An array of strings as UTF-8, one after another. A vocabulary of 256 k tokens takes some 3 MB instead of 15, and
 * is read without an object a token; strings are decoded when asked for.
 */
final class StringArray extends GgufArray {
    private final byte[] utf8;

    /** Where each string ends; it starts where the one before ends. */
    private final int[] ends;

    /** Makes an array of valid UTF-8; keeps both arrays. */
    StringArray(byte[] utf8, int[] ends) {
        this.utf8 = utf8;
        this.ends = ends;
    }

    static StringArray of(List<String> values) {
        byte[][] encoded = values.stream().map(Utf8::encode).toArray(byte[][]::new);
        int[] ends = new int[encoded.length];
        int total = 0;
        for (int i = 0; i < ends.length; i++) {
            total = Math.addExact(total, encoded[i].length);
            ends[i] = total;
        }
        byte[] utf8 = new byte[total];
        for (int i = 0; i < ends.length; i++) {
            System.arraycopy(encoded[i], 0, utf8, ends[i] - encoded[i].length, encoded[i].length);
        }
        return new StringArray(utf8, ends);
    }

    @Override
    public GgufType elementType() {
        return GgufType.STRING;
    }

    @Override
    public int size() {
        return ends.length;
    }

    @Override
    GgufValue element(int index) {
        return new Text(string(index));
    }

    private String string(int index) {
        int start = index == 0 ? 0 : ends[index - 1];
        return new String(utf8, start, ends[index] - start, StandardCharsets.UTF_8);
    }

    /** Returns an unmodifiable list that decodes a string each time it is asked for one. */
    List<String> strings() {
        return new Strings();
    }

    private final class Strings extends AbstractList<String> implements RandomAccess {
        @Override
        public String get(int index) {
            return string(Objects.checkIndex(index, ends.length));
        }

        @Override
        public int size() {
            return ends.length;
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StringArray array && Arrays.equals(array.ends, ends)
                && Arrays.equals(array.utf8, utf8);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(ends) + Arrays.hashCode(utf8);
    }
}
