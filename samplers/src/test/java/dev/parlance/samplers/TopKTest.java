package dev.parlance.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.testkit.FilterConformance;
import dev.parlance.testkit.sampling.Distribution;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class TopKTest extends FilterConformance implements Named {
    @Provide
    @Override
    protected Arbitrary<Sampler> samplers() {
        return Arbitraries.integers().greaterOrEqual(1).map(Samplers::topK);
    }

    @Property
    void keepsExactlyTheBestOfEqualOnesThoseWithTheSmallestIds(@ForAll("logits") float[] logits,
            @ForAll @IntRange(min = 1, max = 100) int k) {
        Candidates candidates = Candidates.of(logits);
        List<Integer> bestFirst = Distribution.of(candidates).bestFirst();
        state(Samplers.topK(k)).apply(candidates);
        assertThat(Distribution.of(candidates).bestFirst())
                .isEqualTo(bestFirst.subList(0, Math.min(k, bestFirst.size())));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void aCountBelowOneIsRefused(int k) {
        assertThatIllegalArgumentException().isThrownBy(() -> Samplers.topK(k))
                .withMessage("k: " + k + ", expected an integer of at least 1");
    }
}
