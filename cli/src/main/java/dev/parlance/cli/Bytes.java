package dev.parlance.cli;

import java.util.Locale;

/** Amounts of memory for people. */
final class Bytes {
    private Bytes() {}

    /** Returns a number of bytes with three digits or so, in units of 1024. */
    static String text(long bytes) {
        String[] units = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
        int unit = 0;
        double size = bytes;
        while (size >= 1024) {
            size /= 1024;
            unit++;
        }
        return unit == 0
                ? bytes + " bytes"
                : String.format(Locale.ROOT, size < 10 ? "%.1f %s" : "%.0f %s", size, units[unit]);
    }
}
