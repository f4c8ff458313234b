package dev.parlance.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;

/** Writes little-endian values, buffered. */
final class GgufOutput {
    private final WritableByteChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    private long position;

    GgufOutput(WritableByteChannel channel) {
        this.channel = channel;
    }

    void int32(int value) throws IOException {
        room(Integer.BYTES).putInt(value);
    }

    void int64(long value) throws IOException {
        room(Long.BYTES).putLong(value);
    }

    void string(String value) throws IOException {
        byte[] utf8 = Utf8.encode(value);
        int64(utf8.length);
        bytes(ByteBuffer.wrap(utf8));
    }

    /** Writes a value after its type. */
    void typedValue(GgufValue value) throws IOException {
        int32(value.type().id());
        switch (value) {
            case GgufValue.Text(String text) -> string(text);
            case GgufArray array -> array(array);
            default -> NumberArray.put(room(Long.BYTES), value);
        }
    }

    private void array(GgufArray array) throws IOException {
        int32(array.elementType().id());
        int64(array.size());
        switch (array) {
            case NumberArray numbers -> bytes(numbers.bytes());
            case StringArray strings -> {
                for (String string : strings.strings()) {
                    string(string);
                }
            }
            case NestedArray nested -> {
                for (int i = 0; i < nested.size(); i++) {
                    array((GgufArray) nested.get(i));
                }
            }
        }
    }

    /** Writes zeros up to a multiple of a power of 2. */
    void align(long alignment) throws IOException {
        while ((position() & (alignment - 1)) != 0) {
            room(1).put((byte) 0);
        }
    }

    /** Writes the numbers of a tensor, which must be exactly so many bytes. */
    void tensor(String name, TensorData data, long byteSize) throws IOException {
        long end = position() + byteSize;
        data.writeTo(new WritableByteChannel() {
            @Override
            public int write(ByteBuffer source) throws IOException {
                int size = source.remaining();
                if (size > end - position()) {
                    throw new IllegalArgumentException(
                            "tensor " + Quoted.name(name) + ": more data than the expected " + byteSize + " bytes");
                }
                bytes(source);
                return size;
            }

            @Override
            public boolean isOpen() {
                return channel.isOpen();
            }

            @Override
            public void close() {}
        });
        if (position() != end) {
            throw new IllegalArgumentException("tensor " + Quoted.name(name) + ": " + (byteSize - (end - position()))
                    + " bytes of data, expected " + byteSize);
        }
    }

    void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            position += channel.write(buffer);
        }
        buffer.clear();
    }

    private long position() {
        return position + buffer.position();
    }

    private ByteBuffer room(int bytes) throws IOException {
        if (buffer.remaining() < bytes) {
            flush();
        }
        return buffer;
    }

    private void bytes(ByteBuffer source) throws IOException {
        if (source.remaining() <= buffer.remaining()) {
            buffer.put(source);
            return;
        }
        flush();
        while (source.hasRemaining()) {
            position += channel.write(source);
        }
    }
}
