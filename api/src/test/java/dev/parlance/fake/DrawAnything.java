package dev.parlance.fake;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;

/** Leaves all candidates to the draw. */
public enum DrawAnything implements Sampler, Sampler.State {
    INSTANCE;

    @Override
    public State newState(SamplingContext context) {
        return this;
    }

    @Override
    public void apply(Candidates candidates) {}

    @Override
    public State copy() {
        return this;
    }
}
