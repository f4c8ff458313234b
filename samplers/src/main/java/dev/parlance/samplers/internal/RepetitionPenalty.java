package dev.parlance.samplers.internal;

import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.spi.SamplerArguments;
import dev.parlance.spi.SamplerParameter;
import dev.parlance.spi.SamplerProvider;

import java.util.List;

/**
 * Makes tokens that are among the last ones less probable, however often they are (Keskar et al.: "CTRL: A Conditional
 * Transformer Language Model for Controllable Generation", 2019): l<sub>i</sub> / penalty if l<sub>i</sub> &gt; 0, and
 * l<sub>i</sub> &middot; penalty otherwise, without which a negative logit would become more probable.
 *
 * @param penalty more than 0, finite; 1 changes nothing, less than 1 makes repetition more probable
 * @param last how many tokens count, those of the prompt among them; at least 1
 */
public record RepetitionPenalty(float penalty, int last) implements Sampler {
    private static final String NAME = "repetition-penalty";
    private static final SamplerParameter<Float> PENALTY = SamplerParameter
            .realAbove("penalty", 0, Float.MAX_VALUE,
                    "what positive logits are divided by and negative ones multiplied")
            .withDefault(1.1f);
    static final SamplerParameter<Integer> LAST = SamplerParameter
            .integer("last", 1, Integer.MAX_VALUE, "how many of the last tokens count, those of the prompt among them")
            .withDefault(64);

    public RepetitionPenalty {
        PENALTY.check(penalty);
        LAST.check(last);
    }

    @Override
    public State newState(SamplingContext context) {
        return new Repeated((logit, count) -> logit > 0 ? logit / penalty : logit * penalty, last, context);
    }

    @Override
    public String toString() {
        return NAME + "(" + PENALTY.assign(penalty) + "," + LAST.assign(last) + ")";
    }

    /** Makes the sampler from a spec string. */
    public static final class Provider implements SamplerProvider {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String description() {
            return "makes tokens that are there already less probable, by a factor";
        }

        @Override
        public List<SamplerParameter<?>> parameters() {
            return List.of(PENALTY, LAST);
        }

        @Override
        public Sampler create(SamplerArguments arguments) {
            return new RepetitionPenalty(arguments.get(PENALTY), arguments.get(LAST));
        }
    }
}
