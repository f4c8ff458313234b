package dev.parlance.samplers.internal;

import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.spi.SamplerArguments;
import dev.parlance.spi.SamplerParameter;
import dev.parlance.spi.SamplerProvider;

import java.util.List;

/**
 * Makes tokens that are among the last ones less probable, however often they are (OpenAI's API; llama.cpp has it
 * likewise): l<sub>i</sub> - penalty.
 *
 * @param penalty finite; 0 changes nothing, a negative one makes repetition more probable
 * @param last how many tokens count, those of the prompt among them; at least 1
 */
public record PresencePenalty(float penalty, int last) implements Sampler {
    private static final String NAME = "presence-penalty";
    private static final SamplerParameter<Float> PENALTY = SamplerParameter
            .real("penalty", -Float.MAX_VALUE, Float.MAX_VALUE,
                    "what is subtracted from the logit of a token that is there")
            .withDefault(0.5f);

    public PresencePenalty {
        PENALTY.check(penalty);
        RepetitionPenalty.LAST.check(last);
    }

    @Override
    public State newState(SamplingContext context) {
        return new Repeated((logit, count) -> (float) ((double) logit - penalty), last, context);
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
            return "makes tokens that are there already less probable, by a difference";
        }

        @Override
        public List<SamplerParameter<?>> parameters() {
            return List.of(PENALTY, RepetitionPenalty.LAST);
        }

        @Override
        public Sampler create(SamplerArguments arguments) {
            return new PresencePenalty(arguments.get(PENALTY), arguments.get(RepetitionPenalty.LAST));
        }
    }
}
