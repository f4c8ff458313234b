package dev.parlance.samplers.internal;

import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.spi.SamplerArguments;
import dev.parlance.spi.SamplerParameter;
import dev.parlance.spi.SamplerProvider;

import java.util.List;

/**
 * Makes tokens that are among the last ones less probable, by as much for each time (OpenAI's API; llama.cpp has it
 * likewise): l<sub>i</sub> - count<sub>i</sub> &middot; penalty.
 *
 * @param penalty finite; 0 changes nothing, a negative one makes repetition more probable
 * @param last how many tokens count, those of the prompt among them; at least 1
 */
public record FrequencyPenalty(float penalty, int last) implements Sampler {
    private static final String NAME = "frequency-penalty";
    private static final SamplerParameter<Float> PENALTY = SamplerParameter
            .real("penalty", -Float.MAX_VALUE, Float.MAX_VALUE,
                    "what is subtracted from a token's logit for each time that it is there")
            .withDefault(0.5f);

    public FrequencyPenalty {
        PENALTY.check(penalty);
        RepetitionPenalty.LAST.check(last);
    }

    @Override
    public State newState(SamplingContext context) {
        return new Repeated((logit, count) -> (float) (logit - (double) count * penalty), last, context);
    }

    @Override
    public String toString() {
        return NAME + "(" + PENALTY.assign(penalty) + "," + RepetitionPenalty.LAST.assign(last) + ")";
    }

    /** Makes the sampler from a spec string. */
    public static final class Provider implements SamplerProvider {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String description() {
            return "makes tokens less probable each time that they come";
        }

        @Override
        public List<SamplerParameter<?>> parameters() {
            return List.of(PENALTY, RepetitionPenalty.LAST);
        }

        @Override
        public Sampler create(SamplerArguments arguments) {
            return new FrequencyPenalty(arguments.get(PENALTY), arguments.get(RepetitionPenalty.LAST));
        }
    }
}
