package dev.parlance.engine.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.gguf.TensorType;
import dev.parlance.gguf.quant.WeightFormat;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.BeforeContainer;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.Random;

/** Our decoders give the numbers that ggml's own functions give, whatever the bits of a block are; a zero has any sign. */
@AddLifecycleHook(Needed.PlainCpuHook.class)
@AddLifecycleHook(Needed.LibraryHook.class)
class DequantisedValuesTest {
    private static final int BLOCKS = 50;

    @BeforeContainer
    static void library() {
        LlamaLibrary.load(Needed.natives().folder(), LlamaLibrary.BEST);
    }

    @Provide
    Arbitrary<WeightFormat> formats() {
        return Arbitraries.of(QuantisedFilesTest.formats());
    }

    @Property(tries = 600, edgeCases = EdgeCasesMode.NONE)
    void anyBlockHasTheValuesThatGgmlGivesIt(@ForAll("formats") WeightFormat format, @ForAll long seed)
            throws Throwable {
        byte[] blocks = new byte[BLOCKS * format.type().blockBytes()];
        new Random(seed).nextBytes(blocks);
        int count = BLOCKS * format.type().blockLength();
        float[] values = new float[count];
        format.decode(MemorySegment.ofArray(blocks), 0, values, 0, count);

        assertThat(unsignedZeros(values)).isEqualTo(unsignedZeros(byGgml(format.type(), blocks, count)));
    }

    private static float[] unsignedZeros(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] += 0f;
        }
        return values;
    }

    private static float[] byGgml(TensorType type, byte[] blocks, int count) throws Throwable {
        String name = switch (type) {
            case F16 -> "ggml_fp16_to_fp32_row";
            case BF16 -> "ggml_bf16_to_fp32_row";
            default -> "dequantize_row_" + type.name().toLowerCase(Locale.ROOT).replace("_k", "_K");
        };
        MethodHandle decode = Linker.nativeLinker().downcallHandle(
                SymbolLookup.loaderLookup().find(name).orElseThrow(),
                FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment source = arena.allocateFrom(ValueLayout.JAVA_BYTE, blocks);
            MemorySegment target = arena.allocate(ValueLayout.JAVA_FLOAT, count);
            decode.invokeExact(source, target, (long) count);
            return target.toArray(ValueLayout.JAVA_FLOAT);
        }
    }
}
