package dev.parlance.samplers.internal;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;

import java.util.function.Consumer;

/**
 * The state of a sampler that remembers nothing, so that one state serves for all its copies.
 *
 * @param rule what is done to the candidates for each token
 */
record Stateless(Consumer<Candidates> rule) implements Sampler.State {
    @Override
    public void apply(Candidates candidates) {
        rule.accept(candidates);
    }

    @Override
    public Sampler.State copy() {
        return this;
    }
}
