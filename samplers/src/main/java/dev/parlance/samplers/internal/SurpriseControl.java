package dev.parlance.samplers.internal;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;

import java.util.function.Supplier;

/**
 * The state of both versions of mirostat: &mu;, the greatest surprise that a token may have, goes down by &eta; times the
 * surprise of each token beyond &tau;, -log<sub>2</sub> p - &tau;, with p after narrowing.
 */
final class SurpriseControl implements Sampler.State {
    private static final double LN_2 = StrictMath.log(2);

    private final float tau;
    private final float eta;
    private final Supplier<Narrowing> maker;
    private final Narrowing narrowing;
    private final Probabilities probabilities;
    private double mu;

    /** Keeps what does not surprise too much. */
    interface Narrowing {
        /** Keeps candidates, at least one. */
        void narrow(Candidates candidates, double mu);
    }

    /**
     * Makes the state.
     *
     * @param maker makes a narrowing with room of its own to compute in
     */
    SurpriseControl(float tau, float eta, Supplier<Narrowing> maker) {
        this(tau, eta, maker, new Probabilities(), 2. * tau);
    }

    private SurpriseControl(float tau, float eta, Supplier<Narrowing> maker, Probabilities probabilities, double mu) {
        this.tau = tau;
        this.eta = eta;
        this.maker = maker;
        this.narrowing = maker.get();
        this.probabilities = probabilities;
        this.mu = mu;
    }

    @Override
    public void apply(Candidates candidates) {
        narrowing.narrow(candidates, mu);
        probabilities.remember(candidates);
    }

    @Override
    public void accept(int token) {
        double p = probabilities.of(token);
        if (p > 0) { // else another sampler made the token probable, and its surprise is nothing to learn from
            mu -= eta * (-StrictMath.log(p) / LN_2 - tau);
        }
    }

    @Override
    public Sampler.State copy() {
        return new SurpriseControl(tau, eta, maker, probabilities.copy(), mu);
    }
}
