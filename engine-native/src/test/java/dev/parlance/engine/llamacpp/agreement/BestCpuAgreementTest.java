package dev.parlance.engine.llamacpp.agreement;

import dev.parlance.testkit.agreement.Difference;

/** Against the CPU variant that llama.cpp chooses for this machine. */
class BestCpuAgreementTest extends Agreement {
    @Override
    String variant() {
        return "auto";
    }

    @Override
    void checkReproducible(Difference difference) {
        // The bars are all that variants promise of each other.
    }
}
