package dev.parlance.engine.jvm.kernel.scalar;

import dev.parlance.engine.jvm.nn.Matrix;
import dev.parlance.gguf.quant.BlockFormat;
import dev.parlance.gguf.quant.QuantFormat;
import dev.parlance.gguf.quant.SuperBlockFormat;

/** A row of quants and their scales, unpacked: it meets many rows of input. */
final class QuantRow {
    final byte[] quants;
    /** Of each block. */
    final float[] scales;
    final float[] minima;
    /** Of each part of each block, if the format has parts. */
    final int[] partScales;
    final int[] partMinima;

    private final float[] unpacked;

    /** Makes room for rows of a format. */
    QuantRow(QuantFormat format, int columns) {
        int blocks = columns / format.type().blockLength();
        int parts = format instanceof SuperBlockFormat inParts ? columns / inParts.partLength() : 0;
        quants = new byte[columns];
        unpacked = new float[columns];
        scales = new float[blocks];
        minima = new float[blocks];
        partScales = new int[parts];
        partMinima = new int[parts];
    }

    /** Unpacks a row of a matrix in the format. */
    void unpack(QuantFormat format, Matrix weights, int row) {
        for (int block = 0; block < scales.length; block++) {
            long at = weights.rowOffset(row) + (long) block * format.type().blockBytes();
            format.quants(weights.data(), at, unpacked, block * format.type().blockLength());
            switch (format) {
                case BlockFormat whole -> {
                    scales[block] = whole.scale(weights.data(), at);
                    minima[block] = whole.minimum(weights.data(), at);
                }
                case SuperBlockFormat inParts -> {
                    scales[block] = inParts.scale(weights.data(), at);
                    minima[block] = inParts.minimum(weights.data(), at);
                    int parts = SuperBlockFormat.BLOCK_LENGTH / inParts.partLength();
                    for (int part = 0; part < parts; part++) {
                        partScales[block * parts + part] = inParts.partScale(weights.data(), at, part);
                        partMinima[block * parts + part] = inParts.partMinimum(weights.data(), at, part);
                    }
                }
            }
        }
        for (int i = 0; i < quants.length; i++) {
            quants[i] = (byte) unpacked[i];
        }
    }
}
