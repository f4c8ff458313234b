package dev.parlance.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.testkit.SamplerConformance;
import dev.parlance.testkit.sampling.PieceTokenizer;
import dev.parlance.tokenizer.Tokenizer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

class DryTest extends SamplerConformance implements Named {
    /** A breaker in tokens of its own, alone, with other text, and cut in two. */
    private static final Tokenizer TOKENIZER = PieceTokenizer.of("a", "b", "c", ";", "a;", ";b", "#", "!", "b#");

    @Provide
    @Override
    protected Arbitrary<Sampler> samplers() {
        Arbitrary<Float> multipliers = Arbitraries.oneOf(Arbitraries.floats().between(0, 3),
                Arbitraries.of(0f, Float.MAX_VALUE));
        Arbitrary<Float> bases = Arbitraries.oneOf(Arbitraries.floats().between(1, 3), Arbitraries.of(Float.MAX_VALUE));
        Arbitrary<Integer> counts = Arbitraries.oneOf(Arbitraries.integers().between(1, 5),
                Arbitraries.of(64, Integer.MAX_VALUE));
        Arbitrary<List<String>> breakers = Arbitraries.strings().withChars("0123456789,\n").ofMinLength(1)
                .ofMaxLength(2)
                .list().ofMaxSize(4);
        return Combinators.combine(multipliers, bases, counts, counts, breakers).as(Samplers::dry);
    }

    private static float[] logits(Sampler sampler, List<Integer> prompt, List<Integer> chosen) {
        Sampler.State state = sampler.newState(new SamplingContext(1, TOKENIZER, prompt, Set.of()));
        for (int token : chosen) {
            state.apply(Candidates.of(new float[TOKENIZER.size()]));
            state.accept(token);
        }
        Candidates candidates = Candidates.of(new float[TOKENIZER.size()]);
        candidates.sort(2);
        state.apply(candidates);
        float[] logits = new float[TOKENIZER.size()];
        for (int i = 0; i < candidates.size(); i++) {
            logits[candidates.token(i)] = candidates.logit(i);
        }
        return logits;
    }

    /** The definition, tried out for each token and each place. */
    private static float[] expected(List<Integer> text, float multiplier, float base, int allowed) {
        int unbroken = 0;
        while (unbroken < text.size() && !breaks(text.subList(0, text.size() - unbroken))) {
            unbroken++;
        }
        float[] logits = new float[TOKENIZER.size()];
        for (int token = 0; token < logits.length; token++) {
            int longest = 0;
            for (int place = 0; place < text.size(); place++) {
                if (text.get(place) == token) {
                    int length = 0;
                    while (length < place && length < unbroken
                            && text.get(place - 1 - length).equals(text.get(text.size() - 1 - length))) {
                        length++;
                    }
                    longest = Math.max(longest, length);
                }
            }
            List<Integer> with = new ArrayList<>(text);
            with.add(token);
            if (longest >= allowed && !breaks(with)) {
                logits[token] = (float) -(multiplier * Math.pow(base, longest - allowed));
            }
        }
        return logits;
    }

    /** Returns whether a breaker ends in the last token. */
    private static boolean breaks(List<Integer> text) {
        String before = text(text.subList(0, text.size() - 1));
        String after = text(text);
        return List.of(";", "#!").stream()
                .anyMatch(breaker -> after.indexOf(breaker, Math.max(0, before.length() - breaker.length() + 1)) >= 0);
    }

    private static String text(List<Integer> tokens) {
        return TOKENIZER.decode(tokens.stream().mapToInt(Integer::intValue).toArray());
    }

    @Property
    void whatWouldGoOnWithARepetitionIsPenalisedByItsLength(
            @ForAll @Size(max = 30) List<@IntRange(max = 8) Integer> prompt,
            @ForAll @Size(max = 120) List<@IntRange(max = 2) Integer> chosen,
            @ForAll @Size(max = 6) List<@IntRange(max = 8) Integer> end,
            @ForAll @IntRange(min = 1, max = 4) int allowed, @ForAll @IntRange(min = 1, max = 100) int last) {
        List<Integer> generated = new ArrayList<>(chosen);
        generated.addAll(end);
        List<Integer> all = new ArrayList<>(prompt);
        all.addAll(generated);
        List<Integer> window = all.subList(Math.max(0, all.size() - last), all.size());
        Sampler sampler = Samplers.dry(0.5f, 2, allowed, last, List.of(";", "#!"));
        // A breaker that is cut in two by the beginning of the window still breaks.
        if (window.isEmpty() || window.size() == all.size() || window.getFirst() != 7) {
            assertThat(logits(sampler, prompt, generated)).containsExactly(expected(window, 0.5f, 2, allowed));
        }
    }

    @Example
    void theLongerTheRepetitionTheGreaterThePenalty() {
        // a b c a b c a b: only c goes on, after 5 tokens that were there before.
        List<Integer> text = List.of(0, 1, 2, 0, 1, 2, 0, 1);
        float[] logits = logits(Samplers.dry(1, 2, 2, 64, List.of()), text, List.of());
        assertThat(logits).containsExactly(0, 0, -8, 0, 0, 0, 0, 0, 0);
    }

    @Example
    void aPenaltyThatOverflowsIsTheGreatestNumber() {
        List<Integer> text = List.of(0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0);
        float[] logits = logits(Samplers.dry(Float.MAX_VALUE, Float.MAX_VALUE, 1, 64, List.of()), text, List.of());
        assertThat(logits[1]).isEqualTo(-Float.MAX_VALUE);
    }

    @Example
    void valuesOutsideTheirRangesAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Samplers.dry(-1, 2, 2, 64, List.of()))
                .withMessage("multiplier: -1.0, expected a finite number of at least 0");
        assertThatIllegalArgumentException().isThrownBy(() -> Samplers.dry(1, 0.5f, 2, 64, List.of()))
                .withMessage("base: 0.5, expected a finite number of at least 1");
        assertThatIllegalArgumentException().isThrownBy(() -> Samplers.dry(1, 2, 0, 64, List.of()))
                .withMessage("allowed: 0, expected an integer of at least 1");
        assertThatIllegalArgumentException().isThrownBy(() -> Samplers.dry(1, 2, 2, 0, List.of()))
                .withMessage("last: 0, expected an integer of at least 1");
        assertThatIllegalArgumentException().isThrownBy(() -> Samplers.dry(1, 2, 2, 64, List.of("")))
                .withMessageStartingWith("breakers: ");
    }
}
