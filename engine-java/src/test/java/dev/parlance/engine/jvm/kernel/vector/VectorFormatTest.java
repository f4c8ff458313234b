package dev.parlance.engine.jvm.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.gguf.quant.BlockFormat;
import dev.parlance.gguf.quant.WeightFormat;
import dev.parlance.gguf.quant.WeightFormats;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

import java.lang.foreign.MemorySegment;
import java.util.Random;

/** The decoders of the vector kernels against the definitions. Runs at every vector width, see the build. */
@Tag("kernels")
class VectorFormatTest {

    @Provide
    Arbitrary<WeightFormat> formats() {
        return Arbitraries.of(WeightFormats.all());
    }

    @Property(tries = 400)
    void anyBytesAreDecodedAsDefined(@ForAll("formats") WeightFormat format,
            @ForAll @IntRange(min = 0, max = 5) int blocks, @ForAll @IntRange(min = 0, max = 3) int gap,
            @ForAll long seed) {
        int count = blocks * Math.max(format.type().blockLength(), 13);
        byte[] bytes = new byte[gap + Math.toIntExact(format.type().byteSize(count))];
        new Random(seed).nextBytes(bytes);
        float[] expected = new float[gap + count];
        float[] actual = new float[gap + count];
        definition(format).decode(MemorySegment.ofArray(bytes), gap, expected, gap, count);
        VectorProducts.read(format).decode(MemorySegment.ofArray(bytes), gap, actual, gap, count);
        assertThat(withoutNegativeZeros(actual)).isEqualTo(withoutNegativeZeros(expected));
    }

    /** What a block adds to all its weights is not decoded, see {@link MinimaProducts}. */
    private static WeightFormat definition(WeightFormat format) {
        return format instanceof BlockFormat block && MinimaProducts.hasMinima(block)
                ? new MinimaProducts.WithoutMinima(block)
                : format;
    }

    /** Sums begin with a positive zero, so that the sign of a zero does not show in any of them. */
    private static float[] withoutNegativeZeros(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] += 0f;
        }
        return values;
    }
}
