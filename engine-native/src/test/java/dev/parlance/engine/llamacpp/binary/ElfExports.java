package dev.parlance.engine.llamacpp.binary;

import java.nio.ByteBuffer;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the dynamic symbol table of a 64-bit ELF file, after the "System V Application Binary Interface", chapters 4 and
 * 5.
 */
final class ElfExports {
    static final int MAGIC = 0x464c457f; // 0x7f E L F

    private static final int HEADER_SECTION_TABLE = 0x28;
    private static final int HEADER_SECTION_SIZE = 0x3a;
    private static final int HEADER_SECTION_COUNT = 0x3c;

    private static final int SECTION_TYPE = 0x04;
    private static final int SECTION_OFFSET = 0x18;
    private static final int SECTION_BYTES = 0x20;
    private static final int SECTION_LINK = 0x28;
    private static final int TYPE_DYNAMIC_SYMBOLS = 11;

    private static final int SYMBOL_SIZE = 24; // name 4, info 1, visibility 1, section 2, value 8, size 8
    private static final int BINDING_GLOBAL = 1;
    private static final int BINDING_WEAK = 2;

    private ElfExports() {}

    static Set<String> of(ByteBuffer file) {
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < file.getShort(HEADER_SECTION_COUNT); i++) {
            int section = section(file, i);
            if (file.getInt(section + SECTION_TYPE) == TYPE_DYNAMIC_SYMBOLS) {
                int strings = offset(file, section(file, file.getInt(section + SECTION_LINK)) + SECTION_OFFSET);
                int start = offset(file, section + SECTION_OFFSET);
                int end = start + offset(file, section + SECTION_BYTES);
                for (int symbol = start; symbol < end; symbol += SYMBOL_SIZE) {
                    int binding = file.get(symbol + 4) >> 4;
                    boolean defined = file.getShort(symbol + 6) != 0;
                    if (defined && (binding == BINDING_GLOBAL || binding == BINDING_WEAK)) {
                        names.add(Exports.text(file, strings + file.getInt(symbol)));
                    }
                }
            }
        }
        return names;
    }

    private static int section(ByteBuffer file, int index) {
        return offset(file, HEADER_SECTION_TABLE) + index * file.getShort(HEADER_SECTION_SIZE);
    }

    private static int offset(ByteBuffer file, int at) {
        return Math.toIntExact(file.getLong(at));
    }
}
