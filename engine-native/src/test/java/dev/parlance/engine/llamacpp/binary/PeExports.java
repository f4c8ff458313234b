package dev.parlance.engine.llamacpp.binary;

import java.nio.ByteBuffer;
import java.util.Set;
import java.util.TreeSet;

/** Reads the export directory of a 64-bit Windows library, after Microsoft's "PE Format". */
final class PeExports {
    static final short MAGIC = 0x5a4d; // M Z

    private static final int HEADER_POINTER = 0x3c;
    private static final int SECTION_COUNT = 6; // from the PE header, which begins with P E 0 0
    private static final int OPTIONAL_HEADER_SIZE = 20;
    private static final int OPTIONAL_HEADER = 24;
    private static final int EXPORT_DIRECTORY = 112; // from the optional header
    private static final int NAME_COUNT = 24; // from the export directory
    private static final int NAME_POINTERS = 32;

    private static final int SECTION_SIZE = 40;
    private static final int SECTION_ADDRESS = 12;
    private static final int SECTION_BYTES = 16;
    private static final int SECTION_OFFSET = 20;

    private PeExports() {}

    static Set<String> of(ByteBuffer file) {
        int header = file.getInt(HEADER_POINTER);
        int directoryAddress = file.getInt(header + OPTIONAL_HEADER + EXPORT_DIRECTORY);
        Set<String> names = new TreeSet<>();
        if (directoryAddress != 0) {
            int directory = offset(file, directoryAddress);
            int pointers = offset(file, file.getInt(directory + NAME_POINTERS));
            for (int i = 0; i < file.getInt(directory + NAME_COUNT); i++) {
                names.add(Exports.text(file, offset(file, file.getInt(pointers + 4 * i))));
            }
        }
        return names;
    }

    /** Returns where in the file lies what is loaded to an address. */
    private static int offset(ByteBuffer file, int address) {
        int header = file.getInt(HEADER_POINTER);
        int sections = header + OPTIONAL_HEADER + file.getShort(header + OPTIONAL_HEADER_SIZE);
        for (int i = 0; i < file.getShort(header + SECTION_COUNT); i++) {
            int section = sections + i * SECTION_SIZE;
            int inside = address - file.getInt(section + SECTION_ADDRESS);
            if (inside >= 0 && inside < file.getInt(section + SECTION_BYTES)) {
                return file.getInt(section + SECTION_OFFSET) + inside;
            }
        }
        throw new IllegalArgumentException("no section is loaded to address " + address);
    }
}
