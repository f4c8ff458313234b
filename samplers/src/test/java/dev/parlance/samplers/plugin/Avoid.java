package dev.parlance.samplers.plugin;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.spi.SamplerArguments;
import dev.parlance.spi.SamplerParameter;
import dev.parlance.spi.SamplerProvider;
import dev.parlance.tokenizer.Tokenizer;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A sampler as somebody else would bring it: makes some words, and tokens chosen before, less probable. */
public record Avoid(float strength, List<String> words) implements Sampler {
    static final SamplerParameter<Float> STRENGTH = SamplerParameter
            .real("strength", 0, 10, "what is subtracted from the logits").withDefault(1f);
    static final SamplerParameter<List<String>> WORDS = SamplerParameter.texts("words", "what to avoid")
            .withDefault(List.of());

    public Avoid {
        STRENGTH.check(strength);
        words = List.copyOf(WORDS.check(words));
    }

    @Override
    public State newState(SamplingContext context) {
        return new Avoiding(context.tokenizer(), Set.of());
    }

    @Override
    public String toString() {
        return "avoid(" + STRENGTH.assign(strength) + "," + WORDS.assign(words) + ")";
    }

    private final class Avoiding implements State {
        private final Tokenizer tokenizer;
        private final Set<Integer> chosen;

        Avoiding(Tokenizer tokenizer, Set<Integer> chosen) {
            this.tokenizer = tokenizer;
            this.chosen = new HashSet<>(chosen);
        }

        @Override
        public void apply(Candidates candidates) {
            for (int i = 0; i < candidates.size(); i++) {
                int token = candidates.token(i);
                if (chosen.contains(token) || words.contains(tokenizer.text(token))) {
                    candidates.setLogit(i, candidates.logit(i) - strength);
                }
            }
        }

        @Override
        public void accept(int token) {
            chosen.add(token);
        }

        @Override
        public State copy() {
            return new Avoiding(tokenizer, chosen);
        }
    }

    /** Makes the sampler from a spec string. */
    public static final class Provider implements SamplerProvider {
        @Override
        public String name() {
            return "avoid";
        }

        @Override
        public String description() {
            return "makes some words, and tokens chosen before, less probable";
        }

        @Override
        public List<SamplerParameter<?>> parameters() {
            return List.of(STRENGTH, WORDS);
        }

        @Override
        public Sampler create(SamplerArguments arguments) {
            return new Avoid(arguments.get(STRENGTH), arguments.get(WORDS));
        }
    }
}
