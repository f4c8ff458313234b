package dev.parlance.samplers.internal;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Several samplers one after the other.
 *
 * @param samplers in the order in which they apply; not one alone, and none of them a chain
 */
public record Chain(List<Sampler> samplers) implements Sampler {
    public Chain {
        samplers = List.copyOf(samplers);
    }

    /** Returns the simplest sampler that applies all, so that chains that do the same are equal. */
    public static Sampler of(List<Sampler> samplers) {
        List<Sampler> flat = samplers.stream()
                .flatMap(sampler -> sampler instanceof Chain chain ? chain.samplers.stream() : Stream.of(sampler))
                .toList();
        return flat.size() == 1 ? flat.getFirst() : new Chain(flat);
    }

    @Override
    public State newState(SamplingContext context) {
        return new ChainState(samplers.stream().map(sampler -> sampler.newState(context)).toArray(State[]::new));
    }

    @Override
    public String toString() {
        return samplers.stream().map(Sampler::toString).collect(Collectors.joining(","));
    }

    private static final class ChainState implements State {
        private final State[] states;

        ChainState(State[] states) {
            this.states = states;
        }

        @Override
        public void apply(Candidates candidates) {
            for (State state : states) {
                state.apply(candidates);
            }
        }

        @Override
        public void accept(int token) {
            for (State state : states) {
                state.accept(token);
            }
        }

        @Override
        public State copy() {
            return new ChainState(Arrays.stream(states).map(State::copy).toArray(State[]::new));
        }
    }
}
