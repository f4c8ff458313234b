package dev.parlance.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.parlance.Generation;
import dev.parlance.GenerationRequest;
import dev.parlance.fake.FakeEngine;
import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;

class GenerationAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final int TOKENS = 3000;

    /** Notes at each token how much its thread has allocated so far, and narrows the candidates a little. */
    private static final class Meter implements Sampler, Sampler.State {
        private final long[] allocated;
        private int count;

        Meter(int tokens) {
            allocated = new long[tokens];
        }

        @Override
        public Sampler.State newState(SamplingContext context) {
            return this;
        }

        @Override
        public void apply(Candidates candidates) {
            candidates.keepBest(40);
            candidates.divideLogits(0.8f);
            candidates.sort();
            allocated[count++] = THREADS.getCurrentThreadAllocatedBytes();
        }

        @Override
        public Sampler.State copy() {
            throw new UnsupportedOperationException();
        }

        /** Returns the allocations between one token and the next that are not zero. */
        List<Long> allocations(int from) {
            return IntStream.range(from, count).mapToLong(i -> allocated[i] - allocated[i - 1])
                    .filter(bytes -> bytes != 0).boxed().toList();
        }
    }

    private static Meter generate(LoadedModel model) {
        Meter meter = new Meter(TOKENS);
        Generation generation = model.generate(GenerationRequest.builder("x").sampler(meter).maxTokens(TOKENS)
                .ignoreEndTokens(true).stopStrings("\n\n\n\n\n\n", "User:").seed(3).build());
        assertThat(generation.tokens()).hasSize(TOKENS);
        return meter;
    }

    @Test
    void aTokenAllocatesNothing() {
        FakeEngine engine = new FakeEngine().contextLength(TOKENS + 10).withoutRecording();
        try (LoadedModel model = FakeModel.of(engine)) {
            generate(model); // loads the classes, and meets every token that comes up
            // Three arrays double, each at most once in the second half: the tokens of the generation and of the session,
            // and the text. Now and then the JVM allocates something on its own, some 100 bytes in all.
            assertThat(generate(model).allocations(TOKENS / 2)).hasSizeLessThan(10)
                    .filteredOn(bytes -> bytes > TOKENS / 2).hasSizeLessThanOrEqualTo(3);
        }
    }
}
