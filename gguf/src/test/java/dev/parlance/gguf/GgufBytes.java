package dev.parlance.gguf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of a file, put together by hand: right or wrong, independent of {@link GgufWriter}. */
public final class GgufBytes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private GgufBytes() {}

    /** Starts with the header of a file. */
    public static GgufBytes header(int version, long tensorCount, long metadataCount) {
        return empty().bytes('G', 'G', 'U', 'F').int32(version).int64(tensorCount).int64(metadataCount);
    }

    /** Starts with nothing. */
    public static GgufBytes empty() {
        return new GgufBytes();
    }

    public GgufBytes bytes(int... values) {
        for (int value : values) {
            bytes.write(value);
        }
        return this;
    }

    public GgufBytes int32(int value) {
        bytes.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
        return this;
    }

    public GgufBytes int64(long value) {
        bytes.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
        return this;
    }

    public GgufBytes string(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        int64(utf8.length);
        bytes.writeBytes(utf8);
        return this;
    }

    /** Adds a key and the type of its value; the value is to follow. */
    public GgufBytes key(String key, GgufType type) {
        return string(key).int32(type.id());
    }

    /** Adds the type and count of an array; the elements are to follow. */
    public GgufBytes array(GgufType elementType, long count) {
        return int32(elementType.id()).int64(count);
    }

    /** Adds a key and the type and count of its array; the elements are to follow. */
    public GgufBytes arrayKey(String key, GgufType elementType, long count) {
        return key(key, GgufType.ARRAY).array(elementType, count);
    }

    /** Adds an entry of the list of tensors. */
    public GgufBytes tensor(String name, int type, long offset, long... dimensions) {
        string(name).int32(dimensions.length);
        for (long dimension : dimensions) {
            int64(dimension);
        }
        return int32(type).int64(offset);
    }

    /** Adds zeros up to a multiple of 32, and then so many bytes of data. */
    public GgufBytes data(int size) {
        bytes.writeBytes(new byte[Math.floorMod(-size(), 32)]);
        bytes.writeBytes(new byte[size]);
        return this;
    }

    /** Returns how many bytes there are so far: the offset of what is added next. */
    public int size() {
        return bytes.size();
    }

    public byte[] toArray() {
        return bytes.toByteArray();
    }

    /** Writes the file {@code model.gguf} into a folder and returns its path. */
    public Path save(Path folder) {
        return save(folder, "model.gguf");
    }

    public Path save(Path folder, String name) {
        return save(folder, name, toArray());
    }

    public static Path save(Path folder, String name, byte[] content) {
        try {
            return Files.write(folder.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
