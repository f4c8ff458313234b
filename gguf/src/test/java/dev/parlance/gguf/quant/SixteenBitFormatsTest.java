package dev.parlance.gguf.quant;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.foreign.MemorySegment;

/** The two formats of 16 bits, by exhaustion. */
class SixteenBitFormatsTest {

    /** A format and its definition: a sign, an exponent and a fraction. */
    enum Format {
        F16(5, 10) {
            @Override
            float decode(short bits) {
                return Float.float16ToFloat(bits);
            }

            @Override
            float round(float value) {
                return dev.parlance.gguf.quant.F16.round(value);
            }

            @Override
            WeightFormat weights() {
                return dev.parlance.gguf.quant.F16.INSTANCE;
            }
        },
        BF16(8, 7) {
            @Override
            float decode(short bits) {
                return dev.parlance.gguf.quant.BF16.toFloat(bits);
            }

            @Override
            float round(float value) {
                return dev.parlance.gguf.quant.BF16.round(value);
            }

            @Override
            WeightFormat weights() {
                return dev.parlance.gguf.quant.BF16.INSTANCE;
            }
        };

        final int exponentBits;
        final int fractionBits;

        Format(int exponentBits, int fractionBits) {
            this.exponentBits = exponentBits;
            this.fractionBits = fractionBits;
        }

        abstract float decode(short bits);

        abstract float round(float value);

        abstract WeightFormat weights();

        /** Returns the bits of positive infinity, which follow those of the largest number. */
        int infinity() {
            return ((1 << exponentBits) - 1) << fractionBits;
        }

        /** Returns what IEEE 754 defines for positive bits below infinity, and for infinity what would follow. */
        double magnitude(int bits) {
            int bias = (1 << (exponentBits - 1)) - 1;
            int exponent = bits >>> fractionBits;
            int fraction = bits & ((1 << fractionBits) - 1);
            return exponent == 0
                    ? Math.scalb((double) fraction, 1 - bias - fractionBits)
                    : Math.scalb((double) fraction + (1 << fractionBits), exponent - bias - fractionBits);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyPatternHasTheValueOfItsDefinition(Format format) {
        for (int bits = 0; bits < format.infinity(); bits++) {
            assertThat((double) format.decode((short) bits)).isEqualTo(format.magnitude(bits));
            assertThat((double) format.decode((short) (bits | 0x8000))).isEqualTo(-format.magnitude(bits));
        }
        assertThat(format.decode((short) format.infinity())).isInfinite().isPositive();
        assertThat(format.decode((short) (format.infinity() | 0x8000))).isInfinite().isNegative();
        for (int bits = format.infinity() + 1; bits < 0x8000; bits++) {
            assertThat(format.decode((short) bits)).isNaN();
            assertThat(format.decode((short) (bits | 0x8000))).isNaN();
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyPatternDecodedAndEncodedIsItself(Format format) {
        short[] bits = new short[0x10000];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = (short) i;
        }
        MemorySegment source = MemorySegment.ofArray(bits);
        float[] decoded = new float[bits.length];
        format.weights().decode(source, 0, decoded, 0, bits.length);
        short[] encoded = new short[bits.length];
        format.weights().encode(decoded, 0, bits.length, MemorySegment.ofArray(encoded), 0);
        for (int i = 0; i < bits.length; i++) {
            if (Float.isNaN(decoded[i])) {
                assertThat(format.decode(encoded[i])).isNaN();
            } else {
                assertThat(encoded[i]).isEqualTo(bits[i]);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyTieRoundsToEvenAndItsNeighboursToTheNearest(Format format) {
        for (int bits = 0; bits < format.infinity(); bits++) {
            double below = format.magnitude(bits);
            double above = format.magnitude(bits + 1);
            float middle = (float) ((below + above) / 2); // exact: one bit more than the format has
            float atEven = format.decode((short) (bits + (bits & 1)));
            assertThat(format.round(middle)).isEqualTo(atEven);
            assertThat(format.round(-middle)).isEqualTo(-atEven);
            assertThat(format.round(Math.nextDown(middle))).isEqualTo(format.decode((short) bits));
            assertThat(format.round(Math.nextUp(middle))).isEqualTo(format.decode((short) (bits + 1)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void zerosKeepTheirSignsAndInfinitiesAndNaNsStay(Format format) {
        assertThat(Float.floatToRawIntBits(format.round(-0f))).isEqualTo(Float.floatToRawIntBits(-0f));
        assertThat(Float.floatToRawIntBits(format.round(0f))).isZero();
        assertThat(format.round(Float.POSITIVE_INFINITY)).isInfinite().isPositive();
        assertThat(format.round(Float.NEGATIVE_INFINITY)).isInfinite().isNegative();
        assertThat(format.round(Float.MAX_VALUE)).isInfinite().isPositive();
        assertThat(format.round(Float.intBitsToFloat(0x7F800001))).isNaN(); // would be infinite if cut
        assertThat(format.round(Float.intBitsToFloat(0xFFFFFFFF))).isNaN();
    }
}
