package dev.parlance.engine.llamacpp.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.engine.llamacpp.Needed;
import dev.parlance.testkit.agreement.Difference;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** Against the plain CPU variant, whose order of operations is the Java engine's definition. */
@Tag("plain-cpu")
@AddLifecycleHook(Needed.PlainCpuHook.class)
class PlainCpuAgreementTest extends Agreement {
    @Override
    String variant() {
        return "x64";
    }

    @Override
    void checkReproducible(Difference difference) {
        assertThat(difference.equal()).as(difference.toString()).isEqualTo(difference.count());
    }
}
