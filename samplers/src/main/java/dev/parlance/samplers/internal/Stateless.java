package dev.parlance.samplers.internal;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;

import java.util.function.Consumer;
import java.util.function.Supplier;

/** The state of a sampler that remembers nothing from one token to the next. */
final class Stateless implements Sampler.State {
    private final Supplier<Consumer<Candidates>> maker;
    private final Consumer<Candidates> rule;

    /**
     * Makes the state.
     *
     * @param maker makes what is done to the candidates for each token; if that has room to compute in, new room each time
     */
    Stateless(Supplier<Consumer<Candidates>> maker) {
        this.maker = maker;
        this.rule = maker.get();
    }

    @Override
    public void apply(Candidates candidates) {
        rule.accept(candidates);
    }

    @Override
    public Sampler.State copy() {
        return new Stateless(maker);
    }
}
