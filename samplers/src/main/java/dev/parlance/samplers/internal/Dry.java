package dev.parlance.samplers.internal;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.spi.SamplerArguments;
import dev.parlance.spi.SamplerParameter;
import dev.parlance.spi.SamplerProvider;

import java.util.Arrays;
import java.util.List;

/**
 * DRY, "don't repeat yourself" (by p-e-w, first in text-generation-webui, 2024): a token that would go on with a sequence
 * that has been there, n tokens of which stand at the end already, loses multiplier &middot; base<sup>n - allowed</sup> of
 * its logit, if n &ge; allowed. Of several such sequences the longest counts. A breaker, a string wherever it is in the
 * text, ends sequences: none reaches over it, and what would complete one is not penalised.
 *
 * @param multiplier finite, at least 0; 0 changes nothing
 * @param base finite, at least 1
 * @param allowed how long a repetition may be, at least 1
 * @param last how many tokens are looked at, those of the prompt among them; at least 1
 * @param breakers none empty
 */
public record Dry(float multiplier, float base, int allowed, int last, List<String> breakers) implements Sampler {
    private static final String NAME = "dry";

    /** Where lines, speakers, quotations and lists begin. */
    static final List<String> DEFAULT_BREAKERS = List.of("\n", ":", "\"", "*");

    private static final SamplerParameter<Float> MULTIPLIER = SamplerParameter
            .real("multiplier", 0, Float.MAX_VALUE, "what the logit loses where the repetition is as long as allowed")
            .withDefault(0.8f);
    private static final SamplerParameter<Float> BASE = SamplerParameter
            .real("base", 1, Float.MAX_VALUE, "by what that grows with each further token").withDefault(1.75f);
    private static final SamplerParameter<Integer> ALLOWED = SamplerParameter
            .integer("allowed", 1, Integer.MAX_VALUE, "how many tokens may be repeated before the next is penalised")
            .withDefault(2);
    private static final SamplerParameter<Integer> LAST = SamplerParameter
            .integer("last", 1, Integer.MAX_VALUE, "how many of the last tokens are looked at, those of the prompt too")
            .withDefault(1024);
    private static final SamplerParameter<List<String>> BREAKERS = SamplerParameter
            .texts("breakers", "strings that end a sequence").withDefault(DEFAULT_BREAKERS);

    public Dry {
        MULTIPLIER.check(multiplier);
        BASE.check(base);
        ALLOWED.check(allowed);
        LAST.check(last);
        breakers = List.copyOf(BREAKERS.check(breakers));
    }

    @Override
    public State newState(SamplingContext context) {
        TokenWindow window = new TokenWindow(last);
        Repeating state = new Repeating(window, new StringWatch(breakers, context.tokenizer()));
        context.promptTokens().stream().skip(window.outside(context)).forEach(state::accept);
        return state;
    }

    private final class Repeating implements State {
        private final TokenWindow window;
        private final StringWatch watch;

        /** How many of the last tokens came after the last breaker. */
        private int unbroken;

        /** For each position counted from the end, how many tokens before it are the same as at the end. */
        private int[] lengths = new int[0];

        /** For each token, by id as far as needed, how many tokens would be repeated before it; 0 between calls. */
        private int[] repeated = new int[0];

        Repeating(TokenWindow window, StringWatch watch) {
            this.window = window;
            this.watch = watch;
        }

        @Override
        public void apply(Candidates candidates) {
            candidates.sortByToken(); // for a quick look-up
            watch.lookUpTo(candidates.token(candidates.size() - 1));
            if (multiplier == 0 || Math.min(unbroken, window.size() - 1) < allowed) {
                return;
            }
            measure();
            for (int i = 1; i < window.size(); i++) {
                int token = window.fromEnd(i - 1);
                int length = Math.min(lengths[i], unbroken);
                if (length >= allowed) {
                    repeated[token] = Math.max(repeated[token], length);
                }
            }
            for (int i = 0; i < window.size(); i++) {
                int token = window.fromEnd(i);
                int length = repeated[token];
                repeated[token] = 0;
                int index = length == 0 || watch.wouldEndIn(token) ? -1 : candidates.indexOf(token);
                if (index >= 0) {
                    double penalty = Math.min(multiplier * Power.of(base, length - allowed), Float.MAX_VALUE);
                    candidates.setLogit(index, (float) (candidates.logit(index) - penalty));
                }
            }
        }

        /** Sets the lengths, by the Z algorithm (Gusfield: "Algorithms on Strings, Trees, and Sequences", 1997). */
        private void measure() {
            int size = window.size();
            if (lengths.length < size) {
                lengths = new int[window.room()];
            }
            int begin = 0;
            int end = 0; // what is from begin to end equals what is from 0 on
            for (int i = 1; i < size; i++) {
                int length = i < end ? Math.min(lengths[i - begin], end - i) : 0;
                while (i + length < size && window.fromEnd(length) == window.fromEnd(i + length)) {
                    length++;
                }
                lengths[i] = length;
                if (i + length > end) {
                    begin = i;
                    end = i + length;
                }
            }
        }

        @Override
        public void accept(int token) {
            unbroken = watch.wouldEndIn(token) ? 0 : unbroken + 1;
            watch.add(token);
            window.add(token);
            if (token >= repeated.length) {
                repeated = Arrays.copyOf(repeated, Math.max(token + 1, 2 * repeated.length));
            }
        }

        @Override
        public State copy() {
            Repeating copy = new Repeating(window.copy(), watch.copy());
            copy.unbroken = unbroken;
            copy.repeated = new int[repeated.length];
            return copy;
        }
    }

    @Override
    public String toString() {
        return NAME + "(" + MULTIPLIER.assign(multiplier) + "," + BASE.assign(base) + "," + ALLOWED.assign(allowed)
                + ","
                + LAST.assign(last) + "," + BREAKERS.assign(breakers) + ")";
    }

    /** Makes the sampler from a spec string. */
    public static final class Provider implements SamplerProvider {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String description() {
            return "makes tokens that would go on with a repeated sequence less probable, the more the longer it is";
        }

        @Override
        public List<SamplerParameter<?>> parameters() {
            return List.of(MULTIPLIER, BASE, ALLOWED, LAST, BREAKERS);
        }

        @Override
        public Sampler create(SamplerArguments arguments) {
            return new Dry(arguments.get(MULTIPLIER), arguments.get(BASE), arguments.get(ALLOWED),
                    arguments.get(LAST), arguments.get(BREAKERS));
        }
    }
}
