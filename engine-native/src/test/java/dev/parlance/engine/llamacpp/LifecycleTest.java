package dev.parlance.engine.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.FinishReason;
import dev.parlance.GenerationRequest;
import dev.parlance.LanguageModel;
import dev.parlance.LoadProgress;
import dev.parlance.Session;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

class LifecycleTest {

    @Test
    void aClosedModelRefusesEverythingAndClosesTwice() {
        LanguageModel model = Needed.load(Needed.q8()).load();
        Session session = model.newSession();
        session.evaluate(5);
        model.close();
        model.close();
        assertThatThrownBy(() -> model.predict("Hello")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> session.evaluate(5)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> session.truncate(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(session::fork).isInstanceOf(IllegalStateException.class);
        session.close();
        session.close();
    }

    @Test
    void closingTheModelEndsTheGenerationsOfOtherThreads() throws Exception {
        LanguageModel model = Needed.load(Needed.q8()).load();
        CountDownLatch started = new CountDownLatch(3);
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            List<Future<FinishReason>> reasons = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                reasons.add(threads.submit(() -> generateToTheEnd(model, started)));
            }
            started.await();
            model.close();
            for (Future<FinishReason> reason : reasons) {
                assertThat(reason.get()).isEqualTo(FinishReason.CANCELLED);
            }
        }
    }

    private static FinishReason generateToTheEnd(LanguageModel model, CountDownLatch started) {
        FinishReason reason = FinishReason.MAX_TOKENS;
        boolean first = true;
        while (reason != FinishReason.CANCELLED) {
            try {
                reason = model.generate(GenerationRequest.builder("Hello").maxTokens(40).build()).finishReason();
            } catch (IllegalStateException closed) {
                return FinishReason.CANCELLED;
            }
            if (first) {
                started.countDown();
                first = false;
            }
        }
        return reason;
    }

    @Test
    void anInterruptEndsTheGeneration() {
        try (LanguageModel model = Needed.load(Needed.q8()).load()) {
            Thread.currentThread().interrupt();
            assertThat(model.generate(GenerationRequest.builder("Hello").maxTokens(40).build()).finishReason())
                    .isEqualTo(FinishReason.CANCELLED);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(model.generate(GenerationRequest.builder("Hello").maxTokens(4).build()).finishReason())
                    .isEqualTo(FinishReason.MAX_TOKENS);
        }
    }

    @Test
    void progressEndsAtTheWholeFileAndItsFailureEndsTheLoad() {
        List<LoadProgress> heard = new ArrayList<>();
        Needed.load(Needed.q8()).onProgress(heard::add).load().close();
        assertThat(heard).isNotEmpty();
        assertThat(heard.getLast().fraction()).isEqualTo(1);
        assertThatThrownBy(() -> Needed.load(Needed.q8()).onProgress(done -> {
            throw new ArithmeticException("stop");
        }).load()).hasStackTraceContaining("stop");
        Needed.load(Needed.q8()).load().close();
    }

    @Test
    void severalModelsAreOpenAtOnce() {
        try (LanguageModel left = Needed.load(Needed.q8()).load()) {
            LanguageModel right = Needed.load(Needed.f16()).load();
            String expected = left.generate(GenerationRequest.builder("Hello").maxTokens(8).build()).text();
            right.close();
            assertThat(left.generate(GenerationRequest.builder("Hello").maxTokens(8).build()).text())
                    .isEqualTo(expected);
        }
    }
}
