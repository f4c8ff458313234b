package dev.parlance.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.Generation;
import dev.parlance.GenerationRequest;
import dev.parlance.TokenEvent;
import dev.parlance.TokenStream;
import dev.parlance.fake.FakeEngine;
import dev.parlance.fake.FakeTokenizer;

import java.util.List;
import java.util.stream.Collectors;

/** Models on {@link FakeEngine}. */
final class FakeModel {
    static final int MAX_SESSIONS = 4;

    private FakeModel() {}

    static LoadedModel of(FakeEngine engine) {
        return new LoadedModel(engine, new FakeTokenizer(), MAX_SESSIONS);
    }

    /** Generates both with and without events, checks that they agree and leave nothing behind, and returns the result. */
    static Generation generate(FakeEngine engine, GenerationRequest request) {
        try (LoadedModel model = of(engine)) {
            Generation generation = model.generate(request);
            try (TokenStream stream = model.stream(request)) {
                List<TokenEvent> events = stream.events().toList();
                assertThat(events.stream().map(TokenEvent::text).collect(Collectors.joining()))
                        .isEqualTo(stream.generation().text());
                assertThat(
                        events.stream().map(TokenEvent::token).filter(token -> token != TokenEvent.NO_TOKEN).toList())
                        .isEqualTo(stream.generation().tokens());
                if (request.seed().isPresent()) {
                    assertThat(stream.generation()).usingRecursiveComparison()
                            .ignoringFields("usage.promptTime", "usage.generationTime").isEqualTo(generation);
                }
            }
            assertThat(engine.sessions()).allMatch(FakeEngine.Session::isClosed);
            assertThat(engine.breaches()).isEmpty();
            return generation;
        }
    }
}
