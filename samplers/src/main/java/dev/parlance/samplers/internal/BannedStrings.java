package dev.parlance.samplers.internal;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.spi.SamplerArguments;
import dev.parlance.spi.SamplerParameter;
import dev.parlance.spi.SamplerProvider;

import java.util.List;

/**
 * Takes away the tokens that would make the generated text contain one of some strings, also where the string begins in
 * earlier tokens or a token goes on behind it. Text of the prompt does not count. Where only such tokens are left, because
 * samplers before this one took away all others, they stay.
 *
 * @param strings compared as they are, letter case included; none empty
 */
public record BannedStrings(List<String> strings) implements Sampler {
    private static final String NAME = "banned-strings";
    private static final SamplerParameter<List<String>> STRINGS = SamplerParameter.texts("strings",
            "what the generated text must not contain");

    public BannedStrings {
        strings = List.copyOf(STRINGS.check(strings));
    }

    @Override
    public State newState(SamplingContext context) {
        return new Banning(new StringWatch(strings, context.tokenizer()));
    }

    private static final class Banning implements State {
        private final StringWatch watch;
        private int[] banned = new int[0];

        Banning(StringWatch watch) {
            this.watch = watch;
        }

        @Override
        public void apply(Candidates candidates) {
            candidates.sortByToken();
            watch.lookUpTo(candidates.token(candidates.size() - 1));
            if (banned.length < watch.endingCount()) {
                banned = new int[watch.endingCount()];
            }
            int count = watch.findEnding(banned);
            if (count < candidates.size() || isSomethingLeft(candidates, count)) {
                candidates.remove(banned, count);
            }
        }

        private boolean isSomethingLeft(Candidates candidates, int count) {
            int going = 0;
            for (int i = 0; i < count; i++) {
                going += candidates.indexOf(banned[i]) >= 0 ? 1 : 0;
            }
            return going < candidates.size();
        }

        @Override
        public void accept(int token) {
            watch.add(token);
        }

        @Override
        public State copy() {
            return new Banning(watch.copy());
        }
    }

    @Override
    public String toString() {
        return NAME + "=" + STRINGS.assign(strings).substring(STRINGS.name().length() + 1);
    }

    /** Makes the sampler from a spec string. */
    public static final class Provider implements SamplerProvider {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String description() {
            return "keeps strings out of the generated text, however tokens spell them";
        }

        @Override
        public List<SamplerParameter<?>> parameters() {
            return List.of(STRINGS);
        }

        @Override
        public Sampler create(SamplerArguments arguments) {
            return new BannedStrings(arguments.get(STRINGS));
        }
    }
}
