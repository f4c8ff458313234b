package dev.parlance.samplers.internal;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.spi.SamplerArguments;
import dev.parlance.spi.SamplerParameter;
import dev.parlance.spi.SamplerProvider;

import java.util.List;

/**
 * Mirostat 2 (Basu et al., as for {@link Mirostat}, section "Mirostat 2.0" of the authors' code): keeps the candidates that
 * surprise by at most &mu; bits, -log<sub>2</sub> p<sub>i</sub> &le; &mu;, or else the best. After a token is chosen, &mu;
 * goes down by &eta; times its surprise beyond &tau;; it begins at 2 &tau;.
 *
 * @param tau the surprise aimed at, in bits; more than 0, finite
 * @param eta how fast it is aimed at; more than 0, finite
 */
public record Mirostat2(float tau, float eta) implements Sampler {
    private static final String NAME = "mirostat-2";
    private static final double LN_2 = StrictMath.log(2);

    public Mirostat2 {
        Mirostat.TAU.check(tau);
        Mirostat.ETA.check(eta);
    }

    @Override
    public State newState(SamplingContext context) {
        return new SurpriseControl(tau, eta, () -> Mirostat2::narrow);
    }

    private static void narrow(Candidates candidates, double mu) {
        if (SoftMax.isChoice(candidates)) {
            float best = candidates.logit(candidates.best());
            candidates.keepAtLeast(Math.min(best + StrictMath.log(candidates.weigh()) - mu * LN_2, best));
        }
    }

    @Override
    public String toString() {
        return NAME + "(" + Mirostat.TAU.assign(tau) + "," + Mirostat.ETA.assign(eta) + ")";
    }

    /** Makes the sampler from a spec string. */
    public static final class Provider implements SamplerProvider {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String description() {
            return "keeps the tokens that surprise by no more than holds the average at tau bits (mirostat, version 2)";
        }

        @Override
        public List<SamplerParameter<?>> parameters() {
            return List.of(Mirostat.TAU, Mirostat.ETA);
        }

        @Override
        public Sampler create(SamplerArguments arguments) {
            return new Mirostat2(arguments.get(Mirostat.TAU), arguments.get(Mirostat.ETA));
        }
    }
}
