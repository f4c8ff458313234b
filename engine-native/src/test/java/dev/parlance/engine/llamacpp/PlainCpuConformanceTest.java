package dev.parlance.engine.llamacpp;

import dev.parlance.testkit.engine.Exactness;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

import java.util.Map;

/** On the plain CPU variant, which computes every row alike: reproducible results are bit-equal for any cut. */
@Tag("plain-cpu")
@net.jqwik.api.Tag("plain-cpu")
@AddLifecycleHook(Needed.PlainCpuHook.class)
class PlainCpuConformanceTest extends NativeEngineConformanceTest {
    @BeforeAll
    static void x64() {
        Needed.plainCpu();
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
