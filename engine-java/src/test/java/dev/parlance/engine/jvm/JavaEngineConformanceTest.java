package dev.parlance.engine.jvm;

import dev.parlance.spi.Capability;
import dev.parlance.spi.EngineProvider;
import dev.parlance.testkit.EngineConformance;
import dev.parlance.testkit.engine.Exactness;

import java.util.Set;

/** Its logits depend on the tokens and on nothing else, bit for bit, in every setting. */
class JavaEngineConformanceTest extends EngineConformance {
    @Override
    public EngineProvider provider() {
        return new JavaEngineProvider();
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.HIDDEN_STATES);
    }

    @Override
    public Exactness exactness(boolean reproducible) {
        return Exactness.BITS;
    }
}
