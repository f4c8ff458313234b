package dev.parlance.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.GenerationRequest;
import dev.parlance.Session;
import dev.parlance.TokenStream;
import dev.parlance.fake.FakeEngine;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The events that the package documentation promises. */
class FlightRecorderTest {

    static List<RecordedEvent> record(Runnable action) {
        List<RecordedEvent> events = new CopyOnWriteArrayList<>();
        try (RecordingStream recording = new RecordingStream()) {
            recording.setReuse(false);
            for (String name : List.of("ModelLoad", "SessionStart", "SessionEnd", "Prefill", "Decode")) {
                recording.enable("parlance." + name);
                recording.onEvent("parlance." + name, events::add);
            }
            recording.startAsync();
            action.run();
            recording.stop();
        }
        return events;
    }

    static RecordedEvent only(List<RecordedEvent> events, String name) {
        List<RecordedEvent> found = named(events, name);
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
        return events.stream().filter(event -> event.getEventType().getName().equals("parlance." + name)).toList();
    }

    @Test
    void aGenerationIsAPrefillAndADecodeInASession() {
        FakeEngine engine = new FakeEngine().saying("Hi", " there");
        List<RecordedEvent> events = record(() -> {
            try (LoadedModel model = FakeModel.of(engine)) {
                model.generate("Hi");
            }
        });
        RecordedEvent prefill = only(events, "Prefill");
        assertThat(prefill.getInt("tokens")).isEqualTo(3);
        assertThat(prefill.getString("model")).isEqualTo("fake model");
        assertThat(prefill.getDuration()).isPositive();
        RecordedEvent decode = only(events, "Decode");
        assertThat(decode.getInt("tokens")).isEqualTo(6);
        assertThat(decode.getString("finishReason")).isEqualTo("END_TOKEN");
        assertThat(decode.getDuration("computing")).isPositive().isLessThan(Duration.ofSeconds(60));
        assertThat(decode.getDuration()).isPositive();
        RecordedEvent start = only(events, "SessionStart");
        RecordedEvent end = only(events, "SessionEnd");
        assertThat(start.getInt("tokens")).isZero();
        assertThat(end.getInt("tokens")).isEqualTo(9);
        assertThat(List.of(prefill, decode, start, end)).extracting(event -> event.getLong("session"))
                .containsOnly(start.getLong("session"));
        assertThat(end.getStartTime()).isAfterOrEqualTo(start.getStartTime());
    }

    @Test
    void theDurationOfADecodeHasTheConsumersTimeAndComputingHasNot() {
        List<RecordedEvent> events = record(() -> {
            try (LoadedModel model = FakeModel.of(new FakeEngine().saying("Hi", "ab"));
                    TokenStream stream = model.stream("Hi")) {
                stream.forEach(event -> sleep());
            }
        });
        RecordedEvent decode = only(events, "Decode");
        assertThat(decode.getDuration()).isGreaterThanOrEqualTo(Duration.ofMillis(100));
        assertThat(decode.getDuration("computing")).isLessThan(decode.getDuration().minusMillis(90));
    }

    private static void sleep() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void sessionsHaveNumbersAndForksTheirTokens() {
        List<RecordedEvent> events = record(() -> {
            try (LoadedModel model = FakeModel.of(new FakeEngine()); Session session = model.newSession()) {
                session.evaluateAll(1, 2, 3);
                session.fork().evaluate(4);
            }
        });
        assertThat(named(events, "SessionStart")).extracting(event -> event.getInt("tokens")).containsExactly(0, 3);
        assertThat(named(events, "SessionStart")).extracting(event -> event.getLong("session")).doesNotHaveDuplicates();
        assertThat(named(events, "SessionEnd")).extracting(event -> event.getInt("tokens")).containsExactlyInAnyOrder(3,
                4);
        assertThat(named(events, "Prefill")).extracting(event -> event.getInt("tokens")).containsExactly(3, 1);
        assertThat(named(events, "Decode")).isEmpty();
    }

    @Test
    void workThatFailsHasNoEvent() {
        FakeEngine engine = new FakeEngine().beforePass(steps -> {
            throw new ArithmeticException("engine");
        });
        List<RecordedEvent> events = record(() -> {
            try (LoadedModel model = FakeModel.of(engine)) {
                assertThatThrownBy(() -> model.generate(GenerationRequest.of("Hi")))
                        .isInstanceOf(ArithmeticException.class);
            }
        });
        assertThat(named(events, "Prefill")).isEmpty();
        assertThat(named(events, "Decode")).isEmpty();
        assertThat(named(events, "SessionEnd")).hasSize(1);
    }
}
