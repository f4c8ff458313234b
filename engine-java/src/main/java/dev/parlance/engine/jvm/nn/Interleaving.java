package dev.parlance.engine.jvm.nn;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A layout of matrices in which a vector's lanes are rows: 32 neighbouring rows take turns byte by byte. Where the rows'
 * blocks number b were, 32 blocks in all, there is now byte 0 of each, then byte 1 of each, and so on:
 *
 * <pre>
 * byte   0                          32                         64
 *        | byte 0 of rows 0 .. 31   | byte 1 of rows 0 .. 31   | ..  byte n - 1 of rows 0 .. 31 |
 * </pre>
 *
 * <p>Groups of rows stay where they were, so that a matrix changes its layout in place.
 */
final class Interleaving {
    /** Rows in a group. */
    static final int ROWS = 32;

    private Interleaving() {}

    /** Lays out some groups of a matrix. */
    static void apply(Matrix matrix, int firstGroup, int lastGroup) {
        int rowBytes = Math.toIntExact(matrix.rowBytes());
        int blockBytes = matrix.format().type().blockBytes();
        byte[] rows = new byte[ROWS * rowBytes];
        byte[] turns = new byte[ROWS * rowBytes];
        for (int group = firstGroup; group < lastGroup; group++) {
            long start = matrix.rowOffset(group * ROWS);
            MemorySegment.copy(matrix.data(), ValueLayout.JAVA_BYTE, start, rows, 0, rows.length);
            for (int block = 0; block < rowBytes; block += blockBytes) {
                transpose(rows, rowBytes, block, blockBytes, turns);
            }
            MemorySegment.copy(turns, 0, matrix.data(), ValueLayout.JAVA_BYTE, start, turns.length);
        }
    }

    private static void transpose(byte[] rows, int rowBytes, int block, int blockBytes, byte[] turns) {
        for (int i = block; i < block + blockBytes; i++) {
            for (int row = 0; row < ROWS; row++) {
                turns[ROWS * i + row] = rows[rowBytes * row + i];
            }
        }
    }

    /** Copies a row of a matrix that is laid out so, as it was before. */
    static void copyRow(Matrix matrix, int row, byte[] target) {
        long start = matrix.rowOffset(row / ROWS * ROWS) + row % ROWS;
        for (int i = 0; i < target.length; i++) {
            target[i] = matrix.data().get(ValueLayout.JAVA_BYTE, start + (long) ROWS * i);
        }
    }
}
