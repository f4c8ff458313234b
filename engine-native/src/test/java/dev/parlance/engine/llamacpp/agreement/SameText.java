package dev.parlance.engine.llamacpp.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parlance.GenerationRequest;
import dev.parlance.LanguageModel;
import dev.parlance.Logits;
import dev.parlance.Session;
import dev.parlance.engine.llamacpp.Needed;
import dev.parlance.samplers.Samplers;
import dev.parlance.tokenizer.EncodeOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** The same request, with the same seed, gives the same tokens on both engines if results are to be reproducible. */
abstract class SameText {
    private static final int TOKENS = 200;
    /** The largest difference between two CPU variants of llama.cpp in the strict setting, on quantised weights. */
    private static final float MOST_APART = 0.18f;
    private static final String PROMPT = "Once upon a time";

    /** Returns the CPU variant of llama.cpp, as its option names it. */
    abstract String variant();

    /** Returns whether the variant computes the Java engine's bits, so that no tie is an excuse. */
    abstract boolean bitEqual();

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"greedy | 1", "temperature=0.8 | 1", "temperature=0.8 | 2",
            "top-k=40,top-p=0.95,temperature=0.9 | 3", "min-p=0.05,temperature=1.2 | 4", "temperature=1 | 5"})
    void theSameSeedAndSamplerGiveTheSameTokens(String spec, long seed) {
        for (Path file : List.of(Needed.q8(), Needed.f16())) {
            GenerationRequest request = GenerationRequest.builder(PROMPT).maxTokens(TOKENS).ignoreEndTokens(true)
                    .sampler(Samplers.parse(spec)).seed(seed).build();
            try (LanguageModel java = LanguageModel.builder().file(file).engine("java").reproducible(true).load();
                    LanguageModel llamaCpp = Needed.load(file).threads(1).option("llamacpp.cpu-variant", variant())
                            .reproducible(true).load()) {
                List<Integer> expected = llamaCpp.generate(request).tokens();
                List<Integer> actual = java.generate(request).tokens();
                assertThat(expected).hasSize(TOKENS);
                if (bitEqual()) {
                    assertThat(actual).isEqualTo(expected);
                } else {
                    assertSameUpToATie(java, llamaCpp, actual, expected, spec.equals("greedy"));
                }
            }
        }
    }

    /**
     * Where the texts part, it is at a tie: the engines' logits of the two tokens differ by no more than those of two
     * variants of llama.cpp may, and a greedy choice is between two tokens that are that near to each other. A draw is
     * decided by sums of such probabilities.
     */
    private static void assertSameUpToATie(LanguageModel java, LanguageModel llamaCpp, List<Integer> actual,
            List<Integer> expected, boolean greedy) {
        int parted = IntStream.range(0, expected.size()).filter(i -> !expected.get(i).equals(actual.get(i)))
                .findFirst().orElse(-1);
        if (parted < 0) {
            return;
        }
        int[] prompt = java.tokenizer().encode(PROMPT, EncodeOptions.PROMPT);
        int[] text = IntStream.concat(IntStream.of(prompt),
                expected.subList(0, parted).stream().mapToInt(Integer::intValue)).toArray();
        try (Session left = java.newSession(); Session right = llamaCpp.newSession()) {
            Logits ours = left.evaluate(text);
            Logits theirs = right.evaluate(text);
            for (int token : new int[]{actual.get(parted), expected.get(parted)}) {
                assertThat(ours.get(token)).as("logit of '%s' at token %d", java.tokenizer().text(token), parted)
                        .isCloseTo(theirs.get(token), within(MOST_APART));
            }
            if (greedy) {
                assertThat(ours.get(actual.get(parted))).as("logits of the best two at token %d", parted)
                        .isCloseTo(ours.get(expected.get(parted)), within(2 * MOST_APART));
            }
        }
    }
}
