package dev.parlance.sampling;

/** Keeps only the most probable candidate. Stateless, so it is its own state. */
enum GreedySampler implements Sampler, Sampler.State {
    INSTANCE;

    @Override
    public State newState(SamplingContext context) {
        return this;
    }

    @Override
    public void apply(Candidates candidates) {
        candidates.keepBest(1);
    }

    @Override
    public State copy() {
        return this;
    }

    @Override
    public String toString() {
        return "greedy";
    }
}
