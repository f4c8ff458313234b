package dev.parlance.samplers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.testkit.sampling.Distribution;
import dev.parlance.testkit.sampling.NumberTokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Set;

/**
 * What samplers leave is the same on every machine and in every release, to the last bit. The expected values come from
 * a program in another language.
 */
class StabilityTest {
    private static final List<Integer> PROMPT = List.of(5, 7, 5, 9, 5, 7);

    @ParameterizedTest
    @CsvSource(delimiter = '!', value = {
            "greedy ! 1 tokens, 410db166",
            "top-k=40 ! 40 tokens, ec5c2820",
            "top-p=0.95 ! 5951 tokens, 691235a3",
            "min-p=0.05 ! 5920 tokens, 11fbf3e9",
            "temperature=0.8 ! 32000 tokens, 501dcae5",
            "temperature=0.8,top-p=0.5 ! 1085 tokens, f2619e0f",
            "top-k=40,top-p=0.95,min-p=0.05,temperature=0.8 ! 38 tokens, 23e31aa",
            "typical=0.9 ! 4567 tokens, 67806679",
            "top-n-sigma=1 ! 9131 tokens, 2e660cd1",
            "xtc(probability=1,threshold=0.0001) ! 28800 tokens, 4ad78365",
            "mirostat-2(tau=6) ! 1428 tokens, f3b73ab0",
            "temperature=0.002,mirostat(tau=4) ! 6 tokens, c5b4dd2c",
            "top-k=40,adaptive-p=0.02 ! 40 tokens, 95423b80",
            "top-k=40,dynamic-temperature(temperature=0.8,range=0.5,exponent=2) ! 40 tokens, 3e869fa2",
            "top-k=40,infill ! 1 tokens, 410db166",
            "repetition-penalty=1.3 ! 32000 tokens, b8123a3b",
            "frequency-penalty=0.5 ! 32000 tokens, 9b0961d5",
            "presence-penalty=0.5 ! 32000 tokens, 16b11576",
            "dry(allowed=1) ! 32000 tokens, 3e7f9a9",
            "logit-bias=3:2.5|4:-inf ! 32000 tokens, acbee72",
            "banned-strings=1|23 ! 12638 tokens, 60bac29e"})
    void theResultOfASpecNeverChanges(String spec, String expected) {
        // Noise from a linear congruential generator; every value is a multiple of 2^-20 and so exact.
        float[] logits = new float[32000];
        int state = 1;
        for (int i = 0; i < logits.length; i++) {
            state = state * 1664525 + 1013904223;
            logits[i] = (state >> 8) * 0x1p-20f;
        }
        Candidates candidates = Candidates.of(logits);
        Samplers.parse(spec).newState(new SamplingContext(1, new NumberTokenizer(), PROMPT, Set.of()))
                .apply(candidates);
        Distribution left = Distribution.of(candidates);
        int hash = 0;
        for (int token : left.bestFirst()) {
            hash = 31 * (31 * hash + token) + Float.floatToIntBits(left.logits().get(token));
        }
        assertThat(candidates.size() + " tokens, " + Integer.toHexString(hash)).isEqualTo(expected);
    }

    @Test
    void theChoicesOfASeedArePromisedToo() {
        Sampler.State state = Samplers.xtc(0.5f, 0.1f)
                .newState(new SamplingContext(42, new NumberTokenizer(), List.of(), Set.of()));
        StringBuilder choices = new StringBuilder();
        for (int i = 0; i < 32; i++) {
            Candidates candidates = Candidates.of(1, 1);
            state.apply(candidates);
            choices.append(candidates.size());
        }
        assertThat(choices).hasToString("21111111111122222112112121212222");
    }
}
