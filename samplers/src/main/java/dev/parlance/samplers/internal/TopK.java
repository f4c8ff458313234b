package dev.parlance.samplers.internal;

import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.spi.SamplerArguments;
import dev.parlance.spi.SamplerParameter;
import dev.parlance.spi.SamplerProvider;

import java.util.List;

/**
 * Keeps the k best candidates (Fan, Lewis, Dauphin: "Hierarchical Neural Story Generation", ACL 2018).
 *
 * @param k at least 1
 */
public record TopK(int k) implements Sampler {
    private static final String NAME = "top-k";
    private static final SamplerParameter<Integer> K = SamplerParameter
            .integer("k", 1, Integer.MAX_VALUE, "how many tokens to keep").withDefault(40);

    public TopK {
        K.check(k);
    }

    @Override
    public State newState(SamplingContext context) {
        return new Stateless(() -> candidates -> candidates.keepBest(k));
    }

    @Override
    public String toString() {
        return NAME + "=" + k;
    }

    /** Makes the sampler from a spec string. */
    public static final class Provider implements SamplerProvider {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String description() {
            return "keeps the k most probable tokens";
        }

        @Override
        public List<SamplerParameter<?>> parameters() {
            return List.of(K);
        }

        @Override
        public Sampler create(SamplerArguments arguments) {
            return new TopK(arguments.get(K));
        }
    }
}
