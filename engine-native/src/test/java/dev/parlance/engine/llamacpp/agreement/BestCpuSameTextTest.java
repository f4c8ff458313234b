package dev.parlance.engine.llamacpp.agreement;

/** On the CPU variant that llama.cpp chooses, where a near-tie may part the texts. */
class BestCpuSameTextTest extends SameText {
    @Override
    String variant() {
        return "auto";
    }

    @Override
    boolean bitEqual() {
        return false;
    }
}
