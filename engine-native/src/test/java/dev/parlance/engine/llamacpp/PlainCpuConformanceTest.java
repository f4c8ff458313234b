package dev.parlance.engine.llamacpp;

import dev.parlance.testkit.engine.Exactness;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

import java.util.Map;

/** On the plain CPU variant, which computes every row alike: reproducible results are bit-equal for any cut. */
@Tag("plain-cpu")
@net.jqwik.api.Tag("plain-cpu")
class PlainCpuConformanceTest extends NativeEngineConformanceTest {
    @BeforeAll
    static void x64() {
        Assumptions.assumeTrue(Platform.current().architecture().equals("x64"), "the plain variant is for x86-64 only");
    }

    @Override
    public Map<String, String> options() {
        return Map.of("llamacpp.cpu-variant", "x64");
    }

    @Override
    public Exactness exactness(boolean reproducible) {
        return reproducible ? Exactness.BITS : Exactness.WITHIN_BARS;
    }
}
