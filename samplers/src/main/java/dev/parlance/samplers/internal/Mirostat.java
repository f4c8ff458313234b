package dev.parlance.samplers.internal;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.spi.SamplerArguments;
import dev.parlance.spi.SamplerParameter;
import dev.parlance.spi.SamplerProvider;

import java.util.List;

/**
 * Mirostat (Basu et al.: "Mirostat: A Neural Text Decoding Algorithm that Directly Controls Perplexity", ICLR 2021): keeps
 * the k best, k being such that the surprise of tokens stays about &tau; bits. Probabilities are taken to fall as
 * 1 / rank<sup>s</sup>, with s fitted to the m best: s = &Sigma; t<sub>i</sub> b<sub>i</sub> / &Sigma;
 * t<sub>i</sub><sup>2</sup>, t<sub>i</sub> = ln((i + 1) / i), b<sub>i</sub> = ln(p<sub>i</sub> / p<sub>i+1</sub>). Then, in
 * a vocabulary of N tokens, k = (&epsilon; 2<sup>&mu;</sup> / (1 - N<sup>-&epsilon;</sup>))<sup>1/s</sup> with &epsilon; = s
 * - 1. After a token is chosen, &mu; goes down by &eta; times its surprise beyond &tau;; it begins at 2 &tau;.
 *
 * @param tau the surprise aimed at, in bits; more than 0, finite
 * @param eta how fast it is aimed at; more than 0, finite
 * @param m how many of the best are looked at, at least 2
 */
public record Mirostat(float tau, float eta, int m) implements Sampler {
    private static final String NAME = "mirostat";
    static final SamplerParameter<Float> TAU = SamplerParameter
            .realAbove("tau", 0, Float.MAX_VALUE, "how much tokens should surprise on average, in bits")
            .withDefault(5f);
    static final SamplerParameter<Float> ETA = SamplerParameter
            .realAbove("eta", 0, Float.MAX_VALUE, "how fast a surprise too large or too small is made up for")
            .withDefault(0.1f);
    private static final SamplerParameter<Integer> M = SamplerParameter
            .integer("m", 2, Integer.MAX_VALUE, "how many of the most probable tokens the estimate looks at")
            .withDefault(100);

    public Mirostat {
        TAU.check(tau);
        ETA.check(eta);
        M.check(m);
    }

    @Override
    public State newState(SamplingContext context) {
        int vocabularySize = context.tokenizer().size();
        return new SurpriseControl(tau, eta, () -> {
            int[] best = new int[Math.min(m, vocabularySize)];
            return (candidates, mu) -> narrow(candidates, mu, vocabularySize, best);
        });
    }

    private static void narrow(Candidates candidates, double mu, int vocabularySize, int[] best) {
        candidates.sortByToken(); // for a quick look-up
        int count = candidates.copyBest(best);
        double products = 0;
        double squares = 0;
        float logit = candidates.logit(candidates.indexOf(best[0]));
        for (int i = 0; i < count - 1; i++) {
            float next = candidates.logit(candidates.indexOf(best[i + 1]));
            if (next == Float.NEGATIVE_INFINITY) {
                break;
            }
            double t = StrictMath.log((i + 2.) / (i + 1));
            products += t * ((double) logit - next);
            squares += t * t;
            logit = next;
        }
        double s = products / squares;
        double epsilon = s - 1;
        double ratio = epsilon == 0
                ? 1 / StrictMath.log(vocabularySize) // the limit
                : epsilon / (1 - Power.of(vocabularySize, -epsilon));
        double k = Power.of(ratio * Power.of(2, mu), 1 / s);
        candidates.keepBest(Math.max((int) k, 1)); // a k that is no number, from a single possible token, counts as 1
    }

    @Override
    public String toString() {
        return NAME + "(" + TAU.assign(tau) + "," + ETA.assign(eta) + "," + M.assign(m) + ")";
    }

    /** Makes the sampler from a spec string. */
    public static final class Provider implements SamplerProvider {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String description() {
            return "keeps as many tokens as hold the surprise at tau bits (mirostat, version 1)";
        }

        @Override
        public List<SamplerParameter<?>> parameters() {
            return List.of(TAU, ETA, M);
        }

        @Override
        public Sampler create(SamplerArguments arguments) {
            return new Mirostat(arguments.get(TAU), arguments.get(ETA), arguments.get(M));
        }
    }
}
