package dev.parlance.samplers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.samplers.plugin.Avoid;
import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.testkit.SamplerConformance;
import dev.parlance.testkit.sampling.Distribution;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.util.List;
import java.util.Map;

class ChainTest extends SamplerConformance implements Named {
    @Provide
    @Override
    protected Arbitrary<Sampler> samplers() {
        return links().list().ofMaxSize(5).map(links -> Samplers.chain(links.toArray(Sampler[]::new)));
    }

    @Provide
    Arbitrary<Sampler> links() {
        return Arbitraries.of(Sampler.greedy(), Samplers.topK(1), Samplers.topK(30), Samplers.topP(0.9f),
                Samplers.topP(0.3f), Samplers.minP(0.02f), Samplers.temperature(0), Samplers.temperature(0.7f),
                Samplers.temperature(1e30f), new Avoid(2, List.of("0", "1", "3")), Samplers.typical(0.8f),
                Samplers.topNSigma(1.5f), Samplers.xtc(0.5f, 0.1f), Samplers.mirostat2(3, 0.1f),
                Samplers.mirostat(3, 0.1f, 10), Samplers.adaptiveP(0.3f, 0.9f), Samplers.repetitionPenalty(1.2f, 5),
                Samplers.dynamicTemperature(1, 1, 1), Samplers.bannedStrings("12", "3"),
                Samplers.dry(1, 2, 1, 10, List.of("4")), Samplers.logitBias(Map.of(1, -1f, 2, 3f)));
    }

    @Property
    void appliesOneAfterTheOther(@ForAll("links") Sampler first, @ForAll("links") Sampler second,
            @ForAll("logits") float[] logits) {
        Candidates together = Candidates.of(logits);
        state(Samplers.chain(first, second)).apply(together);
        Candidates singly = Candidates.of(logits);
        state(first).apply(singly);
        state(second).apply(singly);
        assertThat(Distribution.of(together)).isEqualTo(Distribution.of(singly));
    }

    @Property
    void anEmptyChainChangesNothing(@ForAll("logits") float[] logits) {
        Candidates candidates = Candidates.of(logits);
        state(Samplers.chain()).apply(candidates);
        assertThat(Distribution.of(candidates)).isEqualTo(Distribution.of(Candidates.of(logits)));
    }

    @Property
    void aChainInAChainIsTheSameAsItsParts(@ForAll("links") Sampler a, @ForAll("links") Sampler b,
            @ForAll("links") Sampler c) {
        assertThat(Samplers.chain(Samplers.chain(a, b), c)).isEqualTo(Samplers.chain(a, b, c));
        assertThat(Samplers.chain(a, Samplers.chain(b, c))).isEqualTo(Samplers.chain(a, b, c));
        assertThat(Samplers.chain(a, Samplers.chain())).isEqualTo(a);
    }

    @Example
    void theOrderMatters() {
        // At temperature 10 the probabilities are about 0.36, 0.33 and 0.30, at 1 they are 0.66, 0.24 and 0.09.
        Candidates hotFirst = Candidates.of(3, 2, 1);
        state(Samplers.parse("temperature=10,top-p=0.6")).apply(hotFirst);
        assertThat(hotFirst.size()).isEqualTo(2);

        Candidates hotLast = Candidates.of(3, 2, 1);
        state(Samplers.parse("top-p=0.6,temperature=10")).apply(hotLast);
        assertThat(hotLast.size()).isEqualTo(1);
    }

    @Example
    void everyPartLearnsWhichTokenWasChosen() {
        Sampler.State state = state(Samplers.chain(new Avoid(1, List.of()), new Avoid(2, List.of())));
        state.apply(Candidates.of(5, 6, 7));
        state.accept(2);
        Candidates candidates = Candidates.of(5, 6, 7);
        state.apply(candidates);
        assertThat(candidates.logit(2)).isEqualTo(4);
    }
}
