package dev.parlance.engine.llamacpp.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parlance.GenerationRequest;
import dev.parlance.LanguageModel;
import dev.parlance.engine.llamacpp.Needed;
import dev.parlance.gguf.GgufFile;
import dev.parlance.gguf.GgufTensor;
import dev.parlance.samplers.Samplers;
import dev.parlance.sampling.Sampler;
import dev.parlance.testkit.agreement.Difference;
import dev.parlance.testkit.agreement.Yardstick;
import dev.parlance.tokenizer.EncodeOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** The same request, with the same seed, gives the same tokens on both engines if results are to be reproducible. */
abstract class SameText {
    private static final int TOKENS = 200;
    private static final String PROMPT = "Once upon a time";

    /** Returns the CPU variant of llama.cpp, as its option names it. */
    abstract String variant();

    /** Returns whether the variant computes the Java engine's bits, so that no tie is an excuse. */
    abstract boolean bitEqual();

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"greedy | 1 | 1", "temperature=0.8 | 0.8 | 1", "temperature=0.8 | 0.8 | 2",
            "top-k=40,top-p=0.95,temperature=0.9 | 0.9 | 3", "min-p=0.05,temperature=1.2 | 1.2 | 4",
            "temperature=1 | 1 | 5"})
    void theSameSeedAndSamplerGiveTheSameTokens(String spec, double temperature, long seed) {
        Sampler sampler = Samplers.parse(spec);
        for (Path file : Needed.realModels()) {
            Yardstick yardstick = yardstick(file);
            GenerationRequest request = GenerationRequest.builder(PROMPT).maxTokens(TOKENS).ignoreEndTokens(true)
                    .sampler(sampler).seed(seed).build();
            try (LanguageModel java = LanguageModel.builder().file(file).engine("java").reproducible(true).load();
                    LanguageModel llamaCpp = Needed.load(file).threads(1).option("llamacpp.cpu-variant", variant())
                            .reproducible(true).load()) {
                List<Integer> expected = llamaCpp.generate(request).tokens();
                List<Integer> actual = java.generate(request).tokens();
                assertThat(expected).hasSize(TOKENS);
                if (bitEqual()) {
                    assertThat(actual).isEqualTo(expected);
                }
                int parted = parted(actual, expected);
                int[] prompt = java.tokenizer().encode(PROMPT, EncodeOptions.PROMPT);
                Drawing ours = Drawing.of(java, prompt, sampler, seed, actual, Math.min(parted, TOKENS - 1));
                Drawing theirs = Drawing.of(llamaCpp, prompt, sampler, seed, expected, Math.min(parted, TOKENS - 1));
                if (parted < TOKENS) {
                    assertThat(new Difference().add(ours.rows(), theirs.rows()).normalised())
                            .as("how far the logits up to there are apart").isLessThan(yardstick.reproducible());
                    assertTie(ours, actual.get(parted), theirs, expected.get(parted), temperature);
                } else {
                    assertThat(List.of(ours.token(), theirs.token())).as("the last token, drawn again")
                            .containsOnly(expected.getLast());
                }
            }
        }
    }

    private static Yardstick yardstick(Path file) {
        return Yardstick.of(GgufFile.read(file).tensors().stream().filter(tensor -> tensor.dimensions().size() > 1)
                .map(GgufTensor::type).toList(), Yardstick.F32_SILU);
    }

    /** Returns the index of the first token in which two texts differ, or their length. */
    private static int parted(List<Integer> actual, List<Integer> expected) {
        return IntStream.range(0, TOKENS).filter(i -> !expected.get(i).equals(actual.get(i))).findFirst()
                .orElse(TOKENS);
    }

    /**
     * Where the texts part, nothing but a tie parted them. The same number, drawn again from each engine's logits, gives each
     * its token: it lies between the sums of probabilities up to the token with the smaller id. Those are no farther apart
     * than the logits let them be.
     *
     * <p>If all logits move by at most d, a sum of probabilities moves by at most tanh(d / 2); what is a candidate in one
     * engine only moves it by its probability. A choice without a draw is one of two tokens that are within 2 d.
     */
    private static void assertTie(Drawing ours, int ourToken, Drawing theirs, int theirToken, double temperature) {
        assertThat(ours.token()).as("our token, drawn again").isEqualTo(ourToken);
        assertThat(theirs.token()).as("their token, drawn again").isEqualTo(theirToken);
        double apart = ours.largestDifference(theirs);
        if (ours.probability(ourToken) == 1 && theirs.probability(theirToken) == 1) {
            assertThat((double) ours.logits()[ourToken]).as("the logits of the best two")
                    .isCloseTo(ours.logits()[theirToken], within(2 * apart));
            return;
        }
        assertThat(ours.number()).as("the number drawn").isEqualTo(theirs.number());
        int border = Math.min(ourToken, theirToken);
        double single = IntStream.range(0, ours.sums().length)
                .mapToDouble(token -> ours.probability(token) == 0
                        ? theirs.probability(token)
                        : theirs.probability(token) == 0 ? ours.probability(token) : 0)
                .sum();
        assertThat(Math.abs(ours.sums()[border] - theirs.sums()[border])).as("how near the number %s is to a tie",
                ours.number()).isLessThanOrEqualTo(Math.tanh(apart / temperature / 2) + single + 1e-12);
    }
}
