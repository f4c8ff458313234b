package dev.parlance.engine.llamacpp.binary;

import java.nio.ByteBuffer;
import java.util.Set;
import java.util.TreeSet;

/** Reads the export trie of a 64-bit Mach-O file, after {@code mach-o/loader.h}. */
final class MachOExports {
    static final int MAGIC = 0xfeedfacf;

    private static final int HEADER_COMMAND_COUNT = 16;
    private static final int HEADER_SIZE = 32;
    private static final int COMMAND_DYLD_INFO_ONLY = 0x80000022;
    private static final int COMMAND_DYLD_EXPORTS_TRIE = 0x80000033;

    private final ByteBuffer file;
    private final int root;
    private final Set<String> names = new TreeSet<>();

    private MachOExports(ByteBuffer file, int root) {
        this.file = file;
        this.root = root;
    }

    static Set<String> of(ByteBuffer file) {
        int command = HEADER_SIZE;
        for (int i = 0; i < file.getInt(HEADER_COMMAND_COUNT); i++) {
            int trieField = switch (file.getInt(command)) {
                case COMMAND_DYLD_INFO_ONLY -> 40; // export_off, the ninth of the command's fields
                case COMMAND_DYLD_EXPORTS_TRIE -> 8; // dataoff
                default -> 0;
            };
            if (trieField != 0 && file.getInt(command + trieField + 4) != 0) {
                MachOExports exports = new MachOExports(file, file.getInt(command + trieField));
                exports.walk(0, "");
                return exports.names;
            }
            command += file.getInt(command + 4);
        }
        return Set.of();
    }

    /**
     * Adds the names at and below a node: a length and what it says of the symbol that ends here, if one does; the number
     * of children; for each the letters on the way to it and its offset from the root.
     */
    private void walk(int node, String prefix) {
        int position = root + node;
        file.position(position);
        int symbolBytes = unsignedLeb128();
        if (symbolBytes != 0) {
            names.add(prefix.startsWith("_") ? prefix.substring(1) : prefix); // C names have an underscore in front
        }
        file.position(file.position() + symbolBytes);
        int children = Byte.toUnsignedInt(file.get());
        for (int i = 0; i < children; i++) {
            String letters = Exports.text(file, file.position());
            file.position(file.position() + letters.length() + 1);
            int child = unsignedLeb128();
            int next = file.position();
            walk(child, prefix + letters);
            file.position(next);
        }
    }

    /** Reads a number of seven bits a byte, the low ones first; the top bit says that more follow. */
    private int unsignedLeb128() {
        int value = 0;
        for (int shift = 0;; shift += 7) {
            byte bits = file.get();
            value |= (bits & 0x7f) << shift;
            if (bits >= 0) {
                return value;
            }
        }
    }
}
