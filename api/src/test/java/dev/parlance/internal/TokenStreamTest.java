package dev.parlance.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.FinishReason;
import dev.parlance.GenerationRequest;
import dev.parlance.Logits;
import dev.parlance.TokenEvent;
import dev.parlance.TokenProbability;
import dev.parlance.TokenStream;
import dev.parlance.fake.DrawAnything;
import dev.parlance.fake.FakeEngine;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

/** What a consumer of a stream sees. */
class TokenStreamTest {

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void theTextsOfTheEventsAddUpToTheText(@ForAll long seed, @ForAll @IntRange(max = 40) int maxTokens,
            @ForAll @Size(max = 3) List<@IntRange(max = 3) Integer> stops) {
        // Random bytes: malformed text, and stop strings that are often begun and sometimes completed.
        String[] stop = stops.stream().map(List.of("\uFFFD\uFFFD\uFFFD", "\uFFFDa", "ab", "\u0000")::get)
                .toArray(String[]::new);
        FakeModel.generate(new FakeEngine(), GenerationRequest.builder("x").sampler(DrawAnything.INSTANCE).seed(seed)
                .maxTokens(maxTokens).stopStrings(stop).build());
    }

    @Test
    void eventsCarryWhatTheModelThoughtBeforeAnySampler() {
        FakeEngine engine = new FakeEngine();
        try (LoadedModel model = FakeModel.of(engine);
                TokenStream stream = model
                        .stream(GenerationRequest.builder("x").alternatives(3).maxTokens(2).build())) {
            TokenEvent event = stream.iterator().next();
            Logits expected = model.predict("x");
            assertThat(event.alternatives()).isEqualTo(expected.top(3));
            assertThat(event.token()).isEqualTo(expected.top(1).getFirst().token());
            assertThat(event.logProbability()).isEqualTo(expected.logProbability(event.token()));
            assertThat(event.alternatives()).extracting(TokenProbability::token).doesNotHaveDuplicates();
        }
    }

    @Test
    void theLastEventIsTrueToItsTokenAlthoughTheSessionIsFreeByThen() {
        FakeEngine engine = new FakeEngine();
        try (LoadedModel model = FakeModel.of(engine);
                TokenStream stream = model.stream(GenerationRequest.builder("x").maxTokens(1).build())) {
            TokenEvent only = stream.iterator().next();
            assertThat(engine.sessions().getFirst().isClosed()).isTrue();
            assertThat(only.logProbability()).isEqualTo(model.predict("x").logProbability(only.token()));
        }
    }

    @Test
    void aStreamIsWalkedOnceAndCanBeLeftAndTakenUpAgain() {
        try (LoadedModel model = FakeModel.of(new FakeEngine().saying("Hi", "abc"));
                TokenStream stream = model.stream("Hi")) {
            StringBuilder text = new StringBuilder();
            for (TokenEvent event : stream) {
                text.append(event.text());
                break;
            }
            assertThat(stream.generation().text()).isEqualTo("a");
            assertThat(stream.generation().finishReason()).isEqualTo(FinishReason.CANCELLED);
            stream.forEach(event -> text.append(event.text()));
            assertThat(text).hasToString("abc");
            assertThat(stream.iterator()).isExhausted();
            assertThatThrownBy(() -> stream.iterator().next()).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void nothingIsComputedBeforeItIsAskedFor() {
        FakeEngine engine = new FakeEngine();
        try (LoadedModel model = FakeModel.of(engine); TokenStream stream = model.stream("x")) {
            assertThat(stream.generation().tokens()).isEmpty();
            assertThat(engine.passes()).isEmpty();
        }
    }

    @Test
    void closingAStreamTwiceOrAfterItsEndDoesNothing() {
        try (LoadedModel model = FakeModel.of(new FakeEngine().saying("Hi", "abc"))) {
            TokenStream stream = model.stream("Hi");
            stream.iterator().next();
            stream.close();
            stream.close();
            assertThat(stream.iterator()).isExhausted();
            assertThat(stream.generation().finishReason()).isEqualTo(FinishReason.CANCELLED);
            assertThat(stream.generation().text()).isEqualTo("a");
            TokenStream ended = model.stream("Hi");
            ended.events().forEach(event -> {});
            ended.close();
            assertThat(ended.generation().finishReason()).isEqualTo(FinishReason.END_TOKEN);
        }
    }

    @Test
    void closingTheEventsClosesTheStream() {
        FakeEngine engine = new FakeEngine();
        try (LoadedModel model = FakeModel.of(engine)) {
            try (Stream<TokenEvent> events = model.stream("x").events()) {
                assertThat(events.limit(2)).hasSize(2);
            }
            assertThat(engine.sessions()).allMatch(FakeEngine.Session::isClosed);
        }
    }

    @Test
    void whatWasHeldBackIsDeliveredAfterACloseToo() {
        try (LoadedModel model = FakeModel.of(new FakeEngine().saying("Hi", "ab"))) {
            TokenStream stream = model.stream(GenerationRequest.builder("Hi").stopStrings("abc").build());
            assertThat(stream.iterator().next().text()).isEmpty();
            stream.close();
            assertThat(stream.iterator().next().text()).isEqualTo("a").isEqualTo(stream.generation().text());
            assertThat(stream.iterator()).isExhausted();
        }
    }

    @Test
    void anAbandonedStreamHoldsItsSessionUntilTheModelIsClosed() {
        FakeEngine engine = new FakeEngine();
        try (LoadedModel model = FakeModel.of(engine)) {
            model.stream("x").iterator().next();
        }
        assertThat(engine.sessions()).allMatch(FakeEngine.Session::isClosed);
        assertThat(engine.isClosed()).isTrue();
    }
}
