package dev.parlance.samplers;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.spi.SamplerProvider;
import dev.parlance.testkit.sampling.NumberTokenizer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

class AllocationTest {
    private static final int TOKENS = 300;

    /** Every sampler and preset of the library as its name alone makes it, where it can, and otherwise. */
    static Stream<String> specs() {
        Stream<String> alone = Samplers.available().stream()
                .filter(provider -> !provider.name().equals("avoid")) // the plugin of another test
                .filter(provider -> provider.parameters().stream()
                        .allMatch(parameter -> parameter.defaultText().isPresent()))
                .map(SamplerProvider::name);
        return Stream.concat(alone, Stream.of("", "top-k=1000", "top-p=0.5", "top-p=0.9,top-p=0.8,top-k=20",
                "typical=0.5", "xtc(probability=1,threshold=0.0001)", "min-p,adaptive-p",
                "repetition-penalty,frequency-penalty,presence-penalty", "dry(allowed=1,last=64,breakers=12|3|456)",
                "logit-bias=3:1|7:-inf", "banned-strings=12|345", "creative,banned-strings=99"));
    }

    @ParameterizedTest
    @MethodSource("specs")
    void nothingIsAllocatedForATokenOnceWarm(String spec) {
        Sampler.State state = Samplers.parse(spec)
                .newState(new SamplingContext(1, new NumberTokenizer(), List.of(), Set.of()));
        Candidates candidates = new Candidates(5000);
        float[][] logits = new float[16][5000];
        Random random = new Random(1);
        for (float[] one : logits) {
            for (int i = 0; i < one.length; i++) {
                one[i] = (float) random.nextGaussian();
            }
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = 0;
        for (int token = 0; token < 2 * TOKENS; token++) {
            if (token == TOKENS) {
                before = threads.getCurrentThreadAllocatedBytes();
            }
            candidates.reset(logits[token % logits.length]);
            state.apply(candidates);
            state.accept(candidates.token(candidates.indexAt(random.nextDouble())));
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        // Less than a byte a token: the virtual machine itself may take a few, once, on whatever thread runs.
        assertThat(allocated).isLessThan(TOKENS);
    }
}
