package dev.parlance.samplers.internal;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.spi.SamplerArguments;
import dev.parlance.spi.SamplerParameter;
import dev.parlance.spi.SamplerProvider;

import java.util.List;

/**
 * Prefers tokens whose probability is near a target, which adapts so that the mean of the tokens chosen comes to the one
 * asked for (adaptive-p, by MrJackSpade, as llama.cpp has it). With d<sub>i</sub> = |p<sub>i</sub> - adapted| / 0.3,
 * l<sub>i</sub> becomes 5 - 10 d<sub>i</sub><sup>2</sup> / (1 + d<sub>i</sub>), where adapted = 2 target - mean, from 0 to 1, and
 * mean is that of the probabilities p that chosen tokens had, the k-th last weighted by decay<sup>k</sup>; it begins at the
 * target. What has no probability gets none. It takes the place of a temperature and wants a filter, such as min-p, before
 * it: with many candidates, the many improbable ones together would get most of the probability.
 *
 * @param target from 0 to 1
 * @param decay from 0 to 0.99: about 1 / (1 - decay) tokens are remembered
 */
public record AdaptiveP(float target, float decay) implements Sampler {
    private static final String NAME = "adaptive-p";
    private static final SamplerParameter<Float> TARGET = SamplerParameter
            .real("target", 0, 1, "the probability that chosen tokens should have on average").withDefault(0.5f);
    private static final SamplerParameter<Float> DECAY = SamplerParameter
            .real("decay", 0, 0.99f, "how much the past counts: about 1 / (1 - decay) tokens").withDefault(0.9f);

    private static final double WIDTH = 0.3;
    private static final double PEAK = 5;
    private static final double SHARPNESS = 10;
    private static final double HUGE = 1e300;

    public AdaptiveP {
        TARGET.check(target);
        DECAY.check(decay);
    }

    @Override
    public State newState(SamplingContext context) {
        double weight = 1 / (1 - (double) decay);
        return new Adapting(new Probabilities(), target * weight, weight);
    }

    private final class Adapting implements State {
        private final Probabilities probabilities;
        private float[] logits = new float[0];
        private double sum;
        private double weight;

        Adapting(Probabilities probabilities, double sum, double weight) {
            this.probabilities = probabilities;
            this.sum = sum;
            this.weight = weight;
        }

        @Override
        public void apply(Candidates candidates) {
            probabilities.remember(candidates);
            if (candidates.size() > 1) {
                if (logits.length < candidates.size()) {
                    logits = new float[candidates.size()];
                }
                candidates.copyLogits(logits);
                double adapted = Math.clamp(2. * target - sum / weight, 0., 1.);
                transform(candidates, 1 / (candidates.weigh() * WIDTH), adapted / WIDTH, logits);
                candidates.setLogits(logits);
            }
        }

        private static void transform(Candidates candidates, double scale, double center, float[] logits) {
            for (int i = 0; i < candidates.size(); i++) {
                double d = Math.abs(candidates.weight(i) * scale - center);
                double logit = PEAK - SHARPNESS * d * d / (1 + d);
                logits[i] = (float) Math.min(logit, logits[i] + HUGE); // so that -infinity stays
            }
        }

        @Override
        public void accept(int token) {
            sum = probabilities.of(token) + decay * sum;
            weight = 1 + decay * weight;
        }

        @Override
        public State copy() {
            return new Adapting(probabilities.copy(), sum, weight);
        }
    }

    @Override
    public String toString() {
        return NAME + "(" + TARGET.assign(target) + "," + DECAY.assign(decay) + ")";
    }

    /** Makes the sampler from a spec string. */
    public static final class Provider implements SamplerProvider {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String description() {
            return "prefers tokens whose probability is near a target that adapts; wants a filter such as min-p before it";
        }

        @Override
        public List<SamplerParameter<?>> parameters() {
            return List.of(TARGET, DECAY);
        }

        @Override
        public Sampler create(SamplerArguments arguments) {
            return new AdaptiveP(arguments.get(TARGET), arguments.get(DECAY));
        }
    }
}
