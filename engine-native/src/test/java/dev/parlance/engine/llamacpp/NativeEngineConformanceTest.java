package dev.parlance.engine.llamacpp;

import dev.parlance.Device;
import dev.parlance.spi.Capability;
import dev.parlance.spi.EngineProvider;
import dev.parlance.testkit.EngineConformance;
import dev.parlance.testkit.engine.Exactness;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import org.junit.jupiter.api.BeforeAll;

import java.util.List;
import java.util.Set;

/** On the best CPU variant, whose products for one token and for many add up in different orders. */
@AddLifecycleHook(Needed.LibraryHook.class)
class NativeEngineConformanceTest extends EngineConformance {
    @BeforeAll
    static void library() {
        Needed.library();
    }

    @Override
    public EngineProvider provider() {
        return new NativeEngineProvider();
    }

    @Override
    public Device device() {
        return Device.CPU;
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.HIDDEN_STATES);
    }

    /** ggml's threads spin at barriers, which takes seconds a token where there are fewer processors than threads. */
    @Override
    public List<Integer> threadCounts() {
        return List.of(1);
    }

    @Override
    public Exactness exactness(boolean reproducible) {
        return Exactness.WITHIN_BARS;
    }
}
