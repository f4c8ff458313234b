package dev.parlance.engine.llamacpp.agreement;

import dev.parlance.testkit.agreement.Difference;

/** Against the CPU variant that llama.cpp chooses for this machine, or one that a system property names. */
class BestCpuAgreementTest extends Agreement {
    @Override
    String variant() {
        return System.getProperty("parlance.agreement.variant", "auto");
    }

    @Override
    void checkReproducible(Difference difference) {
        // The bars are all that variants promise of each other.
    }
}
