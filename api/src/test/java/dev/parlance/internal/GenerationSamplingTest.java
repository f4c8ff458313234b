package dev.parlance.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.FinishReason;
import dev.parlance.Generation;
import dev.parlance.GenerationRequest;
import dev.parlance.Session;
import dev.parlance.TokenStream;
import dev.parlance.fake.DrawAnything;
import dev.parlance.fake.FakeEngine;
import dev.parlance.fake.FakeTokenizer;
import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Seeds and samplers in the generation loop. */
class GenerationSamplingTest {

    @Test
    void aSeedIsDrawnAndReportedAndGivesTheSameAgain() {
        try (LoadedModel model = FakeModel.of(new FakeEngine())) {
            GenerationRequest request = GenerationRequest.builder("x").sampler(DrawAnything.INSTANCE).maxTokens(20)
                    .build();
            Generation first = model.generate(request);
            Generation second = model.generate(request);
            assertThat(second.seed()).isNotEqualTo(first.seed());
            assertThat(second.tokens()).isNotEqualTo(first.tokens());
            Generation again = model.generate(GenerationRequest.builder("x").sampler(DrawAnything.INSTANCE)
                    .maxTokens(20).seed(first.seed()).build());
            assertThat(again.tokens()).isEqualTo(first.tokens());
            assertThat(again.seed()).isEqualTo(first.seed());
        }
    }

    @Test
    void theSameSeedGivesTheSameWhateverTheStepLength() {
        GenerationRequest request = GenerationRequest.builder("a rather long prompt").sampler(DrawAnything.INSTANCE)
                .seed(5).maxTokens(20).build();
        Generation one = FakeModel.generate(new FakeEngine().stepLength(1), request);
        Generation many = FakeModel.generate(new FakeEngine().stepLength(Integer.MAX_VALUE), request);
        assertThat(one.tokens()).isEqualTo(many.tokens());
    }

    @Test
    void aSamplerIsToldItsContextAndEveryTokenOnce() {
        List<SamplingContext> contexts = new ArrayList<>();
        List<Integer> accepted = new ArrayList<>();
        Sampler sampler = context -> {
            contexts.add(context);
            return new Sampler.State() {
                @Override
                public void apply(Candidates candidates) {
                    assertThat(candidates.size()).isEqualTo(FakeTokenizer.SIZE);
                    candidates.keepBest(1);
                }

                @Override
                public void accept(int token) {
                    accepted.add(token);
                }

                @Override
                public Sampler.State copy() {
                    throw new UnsupportedOperationException();
                }
            };
        };
        FakeEngine engine = new FakeEngine().saying(FakeTokenizer.prompt("oHiab"));
        try (LoadedModel model = FakeModel.of(engine); Session session = model.newSession()) {
            session.evaluate(FakeTokenizer.prompt("o"));
            session.generate(GenerationRequest.builder("Hi").sampler(sampler).seed(9).build());
        }
        SamplingContext context = contexts.getFirst();
        assertThat(contexts).hasSize(1);
        assertThat(context.seed()).isEqualTo(9);
        assertThat(context.promptTokens()).isEqualTo(FakeTokenizer.list(FakeTokenizer.prompt("oHi")));
        assertThat(context.endTokens()).isEqualTo(Set.of(FakeTokenizer.END));
        assertThat(accepted)
                .isEqualTo(FakeTokenizer.list(FakeTokenizer.token('a'), FakeTokenizer.token('b'), FakeTokenizer.END));
    }

    @Test
    void aFailingSamplerEndsTheGenerationAndLeavesTheSessionUsable() {
        Sampler failing = context -> new Sampler.State() {
            @Override
            public void apply(Candidates candidates) {
                throw new ArithmeticException("sampler");
            }

            @Override
            public Sampler.State copy() {
                return this;
            }
        };
        FakeEngine engine = new FakeEngine();
        try (LoadedModel model = FakeModel.of(engine); Session session = model.newSession()) {
            TokenStream stream = session.stream(GenerationRequest.builder("x").sampler(failing).build());
            assertThatThrownBy(() -> stream.iterator().hasNext()).isInstanceOf(ArithmeticException.class);
            assertThat(stream.iterator()).isExhausted();
            assertThat(stream.generation().finishReason()).isEqualTo(FinishReason.CANCELLED);
            assertThat(session.tokens()).containsExactly(FakeTokenizer.prompt("x"));
            session.evaluate(7);
            assertThatThrownBy(() -> model.generate(GenerationRequest.builder("x").sampler(failing).build()))
                    .isInstanceOf(ArithmeticException.class);
        }
        assertThat(engine.breaches()).isEmpty();
    }

    @Test
    void aSamplerThatFailsToStartLeavesTheSessionAsItWas() {
        Sampler failing = context -> {
            throw new ArithmeticException("sampler");
        };
        try (LoadedModel model = FakeModel.of(new FakeEngine()); Session session = model.newSession()) {
            assertThatThrownBy(() -> session.generate(GenerationRequest.builder("x").sampler(failing).build()))
                    .isInstanceOf(ArithmeticException.class);
            assertThat(session.length()).isZero();
        }
    }

    @Test
    void aSamplerMayCloseTheStreamThatItWorksFor() {
        try (LoadedModel model = FakeModel.of(new FakeEngine())) {
            TokenStream[] stream = new TokenStream[1];
            stream[0] = model.stream(GenerationRequest.builder("x").sampler(context -> new Sampler.State() {
                @Override
                public void apply(Candidates candidates) {
                    stream[0].close();
                }

                @Override
                public Sampler.State copy() {
                    return this;
                }
            }).build());
            assertThat(stream[0].iterator()).isExhausted();
            assertThat(stream[0].generation().finishReason()).isEqualTo(FinishReason.CANCELLED);
        }
    }

    @Test
    void aSamplerCanNotUseTheSessionThatItWorksFor() {
        try (LoadedModel model = FakeModel.of(new FakeEngine()); Session session = model.newSession()) {
            Sampler meddling = context -> new Sampler.State() {
                @Override
                public void apply(Candidates candidates) {
                    session.truncate(0);
                }

                @Override
                public Sampler.State copy() {
                    return this;
                }
            };
            assertThatIllegalStateException()
                    .isThrownBy(() -> session.generate(GenerationRequest.builder("x").sampler(meddling).build()))
                    .withMessageContaining("generation is running");
        }
    }
}
