package dev.parlance.samplers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.testkit.sampling.Distribution;
import dev.parlance.testkit.sampling.NumberTokenizer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Set;

/**
 * What samplers leave is the same on every machine and in every release, to the last bit. The expected values come from
 * a program in another language.
 */
class StabilityTest {
    @ParameterizedTest
    @CsvSource(delimiter = '!', value = {
            "greedy ! 1 tokens, 410db166",
            "top-k=40 ! 40 tokens, ec5c2820",
            "top-p=0.95 ! 5951 tokens, 691235a3",
            "min-p=0.05 ! 5920 tokens, 11fbf3e9",
            "temperature=0.8 ! 32000 tokens, 501dcae5",
            "temperature=0.8,top-p=0.5 ! 1085 tokens, f2619e0f",
            "top-k=40,top-p=0.95,min-p=0.05,temperature=0.8 ! 38 tokens, 23e31aa"})
    void theResultOfASpecNeverChanges(String spec, String expected) {
        // Noise from a linear congruential generator; every value is a multiple of 2^-20 and so exact.
        float[] logits = new float[32000];
        int state = 1;
        for (int i = 0; i < logits.length; i++) {
            state = state * 1664525 + 1013904223;
            logits[i] = (state >> 8) * 0x1p-20f;
        }
        Candidates candidates = Candidates.of(logits);
        Samplers.parse(spec).newState(new SamplingContext(1, new NumberTokenizer(), List.of(), Set.of()))
                .apply(candidates);
        Distribution left = Distribution.of(candidates);
        int hash = 0;
        for (int token : left.bestFirst()) {
            hash = 31 * (31 * hash + token) + Float.floatToIntBits(left.logits().get(token));
        }
        assertThat(candidates.size() + " tokens, " + Integer.toHexString(hash)).isEqualTo(expected);
    }
}
