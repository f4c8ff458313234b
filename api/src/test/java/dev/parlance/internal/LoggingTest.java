package dev.parlance.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.GenerationRequest;
import dev.parlance.Session;
import dev.parlance.TokenStream;
import dev.parlance.fake.CapturedLogs;
import dev.parlance.fake.FakeEngine;
import dev.parlance.fake.FakeTokenizer;
import org.junit.jupiter.api.Test;

import java.util.List;

class LoggingTest {
    private static final String PROMPT = "confidential question";
    private static final String REPLY = "confidential answer";

    @Test
    void noPromptAndNoOutputIsLoggedAtAnyLevel() {
        FakeEngine engine = new FakeEngine().contextLength(200).saying(PROMPT, REPLY);
        CapturedLogs.clear();
        try (LoadedModel model = FakeModel.of(engine); Session session = model.newSession()) {
            assertThat(model.generate(PROMPT).text()).isEqualTo(REPLY);
            try (TokenStream stream = model.stream(PROMPT)) {
                assertThat(stream.events()).hasSize(REPLY.length());
            }
            model.predict(PROMPT);
            model.embed(PROMPT);
            session.evaluate(FakeTokenizer.prompt(PROMPT));
            engine.beforePass(steps -> {
                throw new ArithmeticException("engine");
            });
            assertThatThrownBy(() -> session.generate(GenerationRequest.of(PROMPT)))
                    .isInstanceOf(ArithmeticException.class);
        }
        List<CapturedLogs.Entry> entries = CapturedLogs.entries();
        assertThat(entries).isNotEmpty(); // that the model was closed, for one
        assertThat(entries).noneMatch(entry -> entry.toString().contains("confidential"));
        assertThat(entries).extracting(CapturedLogs.Entry::logger).allMatch(name -> name.startsWith("dev.parlance"));
    }
}
