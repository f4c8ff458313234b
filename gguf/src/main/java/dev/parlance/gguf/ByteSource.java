package dev.parlance.gguf;

import dev.parlance.ModelFormatException;
import dev.parlance.ModelLoadException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads little-endian values, counts and strings from the start of a file, and refuses whatever goes past the end of the
 * file or past a bound before anything is allocated for it. Plain reads, never a mapping: a file that is cut meanwhile
 * gives an exception.
 */
final class ByteSource implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path file;
    private final FileChannel channel;
    private final long fileSize;
    private final int maxBytes;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    private long position;
    private String subject = "header";

    /**
     * Opens a file.
     *
     * @param maxBytes how many bytes may be read ({@link GgufLimits#maxMetadataBytes})
     * @throws ModelLoadException if it can not be opened
     */
    ByteSource(Path file, int maxBytes) {
        this.file = file;
        this.maxBytes = maxBytes;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        try {
            fileSize = channel.size();
        } catch (IOException e) {
            close();
            throw unreadable(file, e);
        }
    }

    static ModelLoadException unreadable(Path file, IOException cause) {
        String reason = switch (cause) {
            case NoSuchFileException _ -> "there is no such file";
            case AccessDeniedException _ -> "this process may not read it; check its permissions";
            case ClosedByInterruptException _ -> "the thread was interrupted";
            default -> cause.toString();
        };
        return new ModelLoadException("can not read " + file + ": " + reason, cause);
    }

    Path file() {
        return file;
    }

    long fileSize() {
        return fileSize;
    }

    /** Returns where the next read starts. */
    long position() {
        return position;
    }

    /** Returns how many bytes may still be read. */
    long remaining() {
        return Math.min(fileSize, maxBytes) - position;
    }

    /** Says what is read next, to begin messages with. */
    void subject(String subject) {
        this.subject = subject;
    }

    /** Returns an exception whose message says what is wrong, where, and what was expected or can be done. */
    ModelFormatException malformed(String problem, long offset, String expected) {
        return new ModelFormatException(
                subject + ": " + problem + " (" + file + ", offset " + offset + "; " + expected + ")");
    }

    /**
     * Checks that a number of values can follow.
     *
     * @param bytesEach the least that a value takes
     */
    void require(int count, int bytesEach) {
        long bytes = (long) count * bytesEach;
        long left = fileSize - position;
        if (bytes > left) {
            throw malformed("the file ends inside it", position,
                    "at least " + bytes + " more bytes expected, " + left + " there; is the file complete?");
        }
        if (bytes > maxBytes - position) {
            throw malformed("it goes past the first " + maxBytes + " bytes of the file", position,
                    "the limit is GgufLimits.maxMetadataBytes");
        }
    }

    byte int8() {
        fill(Byte.BYTES);
        position += Byte.BYTES;
        return buffer.get();
    }

    short int16() {
        fill(Short.BYTES);
        position += Short.BYTES;
        return buffer.getShort();
    }

    int int32() {
        fill(Integer.BYTES);
        position += Integer.BYTES;
        return buffer.getInt();
    }

    long int64() {
        fill(Long.BYTES);
        position += Long.BYTES;
        return buffer.getLong();
    }

    /**
     * Reads an unsigned 64-bit count of something.
     *
     * @param what what is counted, for the message
     * @param knob the limit's name in {@link GgufLimits}
     */
    int count(String what, int limit, String knob) {
        long count = int64();
        if (count < 0 || count > limit) {
            throw malformed(Long.toUnsignedString(count) + " " + what, position - Long.BYTES,
                    "at most " + limit + " by GgufLimits." + knob);
        }
        return (int) count;
    }

    /** Reads the length of a string and checks that so many bytes follow. */
    int stringLength(int limit, String knob) {
        int length = count("bytes in a string", limit, knob);
        require(length, 1);
        return length;
    }

    /** Reads a string. */
    String string(int limit, String knob) {
        byte[] utf8 = new byte[stringLength(limit, knob)];
        utf8(utf8, 0, utf8.length);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** Reads a string that is a name: not empty, and without NUL, where code in C would cut it. */
    String name(int limit, String knob) {
        long at = position;
        String name = string(limit, knob);
        if (name.isEmpty() || name.indexOf('\0') >= 0) {
            throw malformed(name.isEmpty() ? "its name is empty" : "its name has a NUL character", at,
                    "expected 1 to " + limit + " bytes without NUL");
        }
        return name;
    }

    /** Reads the bytes of a string, of which {@link #stringLength} has told the length. */
    void utf8(byte[] target, int from, int length) {
        long at = position;
        bytes(target, from, length);
        int malformed = Utf8.malformedAt(target, from, from + length);
        if (malformed >= 0) {
            throw malformed(String.format("byte 0x%02X of a string is not valid UTF-8", target[malformed]),
                    at + malformed - from, "expected UTF-8 text");
        }
    }

    /** Reads bytes, which must have been {@linkplain #require required}. */
    void bytes(byte[] target, int from, int count) {
        int done = 0;
        while (done < count) {
            fill(1);
            int part = Math.min(count - done, buffer.remaining());
            buffer.get(target, from + done, part);
            position += part;
            done += part;
        }
    }

    /** Makes the buffer hold at least so many bytes. */
    private void fill(int bytes) {
        if (buffer.remaining() >= bytes) {
            return;
        }
        require(bytes, 1);
        long end = position + buffer.remaining();
        buffer.compact();
        buffer.limit((int) Math.min(buffer.capacity(), remaining()));
        try {
            while (buffer.position() < bytes) {
                int got = channel.read(buffer, end);
                if (got < 0) {
                    throw malformed("the file became shorter while it was read", end,
                            "expected " + fileSize + " bytes");
                }
                end += got;
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        buffer.flip();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }
}
