package dev.parlance.engine.llamacpp.binary;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** The names that a shared library of any 64-bit little-endian system exports. */
public final class Exports {
    private Exports() {}

    /**
     * Returns the names as C has them.
     *
     * @throws IOException if the file can not be read or is none of the three formats
     */
    public static Set<String> of(Path library) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(library)).order(ByteOrder.LITTLE_ENDIAN);
        return switch (file.getInt(0)) {
            case ElfExports.MAGIC -> ElfExports.of(file);
            case MachOExports.MAGIC -> MachOExports.of(file);
            default -> {
                if (file.getShort(0) != PeExports.MAGIC) {
                    throw new IOException(library + " is not an ELF, Mach-O or PE file for 64 bits");
                }
                yield PeExports.of(file);
            }
        };
    }

    /** Returns the text that ends at the next zero. */
    static String text(ByteBuffer file, int start) {
        int end = start;
        while (file.get(end) != 0) {
            end++;
        }
        return StandardCharsets.US_ASCII.decode(file.slice(start, end - start)).toString();
    }
}
