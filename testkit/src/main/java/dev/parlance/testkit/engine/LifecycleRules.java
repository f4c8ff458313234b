package dev.parlance.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.FinishReason;
import dev.parlance.GenerationRequest;
import dev.parlance.LanguageModel;
import dev.parlance.Session;
import dev.parlance.TokenStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Models, sessions and generations can be ended at any time, from any thread, more than once. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public interface LifecycleRules extends EngineUnderTest {
    private LanguageModel load(Path folder) {
        return builder(LoadedModels.random(this, Setting.Weights.MIXED).write(folder.resolve("model.gguf")))
                .reproducible(true).load();
    }

    private static GenerationRequest request(int maxTokens) {
        return GenerationRequest.builder("Once").maxTokens(maxTokens).ignoreEndTokens(true).build();
    }

    @Test
    default void aClosedModelRefusesEverythingAndClosesTwice(@TempDir Path folder) {
        LanguageModel model = load(folder);
        Session session = model.newSession();
        session.evaluate(5);
        model.close();
        model.close();
        assertThatThrownBy(() -> model.predict("Once")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> model.generate("Once")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(model::newSession).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(model::info).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> session.evaluate(5)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> session.truncate(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(session::fork).isInstanceOf(IllegalStateException.class);
        session.close();
    }

    @Test
    default void aClosedSessionRefusesEverythingAndClosesTwice(@TempDir Path folder) {
        try (LanguageModel model = load(folder)) {
            Session session = model.newSession();
            session.evaluate(5);
            Session fork = session.fork();
            session.close();
            session.close();
            assertThatThrownBy(() -> session.evaluate(5)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> session.truncate(0)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(session::fork).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(session::length).isInstanceOf(IllegalStateException.class);
            assertThat(fork.evaluate(6).size()).isEqualTo(model.info().vocabularySize());
        }
    }

    @Test
    default void closingAStreamEndsItsGenerationAndLeavesTheModelAtWork(@TempDir Path folder) {
        try (LanguageModel model = load(folder)) {
            TokenStream stream = model.stream(request(200));
            stream.iterator().next();
            stream.close();
            stream.close();
            assertCancelledAfterOneToken(stream);
            assertThat(model.generate(request(3)).finishReason()).isEqualTo(FinishReason.MAX_TOKENS);
        }
    }

    @Test
    default void closingTheModelEndsAGenerationThatHasBegun(@TempDir Path folder) {
        LanguageModel model = load(folder);
        TokenStream stream = model.stream(request(200));
        stream.iterator().next();
        model.close();
        assertCancelledAfterOneToken(stream);
    }

    private static void assertCancelledAfterOneToken(TokenStream stream) {
        stream.iterator().forEachRemaining(event -> {}); // text that was held back
        assertThat(stream.generation().finishReason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(stream.generation().tokens()).hasSize(1);
    }

    @Test
    default void closingTheModelEndsTheGenerationsOfOtherThreads(@TempDir Path folder) throws Exception {
        LanguageModel model = load(folder);
        CountDownLatch started = new CountDownLatch(3);
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            List<Future<FinishReason>> reasons = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                reasons.add(threads.submit(() -> generateUntilClosed(model, started)));
            }
            started.await();
            model.close();
            for (Future<FinishReason> reason : reasons) {
                assertThat(reason.get()).isEqualTo(FinishReason.CANCELLED);
            }
        }
    }

    private static FinishReason generateUntilClosed(LanguageModel model, CountDownLatch started) {
        FinishReason reason = FinishReason.MAX_TOKENS;
        boolean first = true;
        while (reason != FinishReason.CANCELLED) {
            try {
                reason = model.generate(request(40)).finishReason();
            } catch (IllegalStateException closed) {
                return FinishReason.CANCELLED; // between two generations
            }
            if (first) {
                started.countDown();
                first = false;
            }
        }
        return reason;
    }

    @Test
    default void anInterruptEndsTheGenerationAndStaysSet(@TempDir Path folder) {
        try (LanguageModel model = load(folder)) {
            Thread.currentThread().interrupt();
            assertThat(model.generate(request(40)).finishReason()).isEqualTo(FinishReason.CANCELLED);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(model.generate(request(4)).finishReason()).isEqualTo(FinishReason.MAX_TOKENS);
        }
    }

    @Test
    default void sessionsOfManyThreadsDoNotDisturbEachOther(@TempDir Path folder) throws Exception {
        try (LanguageModel model = load(folder); ExecutorService threads = Executors.newFixedThreadPool(6)) {
            String expected = model.generate(request(20)).text();
            List<Callable<String>> calls = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                calls.add(() -> model.generate(request(20)).text());
            }
            for (Future<String> text : threads.invokeAll(calls)) {
                assertThat(text.get()).isEqualTo(expected);
            }
        }
    }

    @Test
    default void severalModelsAreOpenAtOnceAndEndByThemselves(@TempDir Path folder) {
        try (LanguageModel left = load(folder)) {
            LanguageModel right = load(folder);
            String expected = left.generate(request(8)).text();
            assertThat(right.generate(request(8)).text()).isEqualTo(expected);
            right.close();
            assertThat(left.generate(request(8)).text()).isEqualTo(expected);
        }
    }
}
