package dev.parlance.samplers;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.testkit.sampling.NumberTokenizer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import java.util.Set;

class AllocationTest {
    private static final int TOKENS = 300;

    @ParameterizedTest
    @ValueSource(strings = {"greedy", "temperature=0.8", "top-k=40", "top-p=0.95", "min-p=0.05",
            "top-k=40,top-p=0.95,min-p=0.05,temperature=0.8", "top-p=0.9,top-p=0.8,top-k=20", "typical=0.9",
            "top-n-sigma=1", "xtc", "dynamic-temperature", "mirostat", "mirostat-2", "min-p,adaptive-p",
            "repetition-penalty,frequency-penalty,presence-penalty", "dry(allowed=1,last=64)", "logit-bias=3:1|7:-inf",
            "banned-strings=12|345", "precise"})
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
            state.accept(candidates.token(0));
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        // Less than a byte a token: the virtual machine itself may take a few, once, on whatever thread runs.
        assertThat(allocated).isLessThan(TOKENS);
    }
}
