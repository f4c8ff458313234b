package dev.parlance.engine.jvm.kernel.vector;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;

import java.nio.ByteOrder;

/**
 * The shapes of vectors that the kernels use: floats at the width that the machine prefers, and of the other types as many
 * elements.
 *
 * <p>A kernel is one method that holds its whole loop. A helper that gives a vector is not written: the compiler does not
 * inline one that it has compiled on its own before, and a vector that leaves a method is put on the heap, which made the
 * products five times slower. Offsets into memory are written as {@code start + constant * index}, from which the compiler
 * can tell that no access is out of bounds, once before the loop.
 */
final class Lanes {
    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

    /** Elements of {@link #FLOATS}: 4, 8 or 16. */
    static final int LANES = FLOATS.length();

    /** As many 16-bit elements. */
    static final VectorSpecies<Short> SHORTS = switch (LANES) {
        case 16 -> ShortVector.SPECIES_256;
        case 8 -> ShortVector.SPECIES_128;
        default -> ShortVector.SPECIES_64;
    };

    /** As many bytes; at 4 lanes twice as many, there being no smaller vector, and kernels convert it in two parts. */
    static final VectorSpecies<Byte> BYTES = LANES == 16 ? ByteVector.SPECIES_128 : ByteVector.SPECIES_64;

    /** 16-bit elements that fill a vector, {@link #WIDE_LANES} of them. */
    static final VectorSpecies<Short> WIDE_SHORTS = ShortVector.SPECIES_PREFERRED;

    /** Elements of {@link #WIDE_SHORTS}: 8, 16 or 32. */
    static final int WIDE_LANES = WIDE_SHORTS.length();

    /** As many bytes. */
    static final VectorSpecies<Byte> WIDE_BYTES = switch (WIDE_LANES) {
        case 32 -> ByteVector.SPECIES_256;
        case 16 -> ByteVector.SPECIES_128;
        default -> ByteVector.SPECIES_64;
    };

    static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private Lanes() {}

    /** Returns where the vector of bytes begins that has the element {@code i}, a multiple of the lanes. */
    static int byteVector(int i) {
        return i - i % BYTES.length();
    }

    /** Returns which part of that vector begins with the element. */
    static int part(int i) {
        return i % BYTES.length() / LANES;
    }
}
