package dev.parlance.engine.llamacpp.agreement;

import dev.parlance.engine.llamacpp.Needed;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** On the plain CPU variant. */
@Tag("plain-cpu")
class PlainCpuSameTextTest extends SameText {
    @BeforeAll
    static void x64() {
        Needed.plainCpu();
    }

    @Override
    String variant() {
        return "x64";
    }

    @Override
    boolean bitEqual() {
        return true;
    }
}
