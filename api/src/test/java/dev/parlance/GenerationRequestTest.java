package dev.parlance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.parlance.sampling.Sampler;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

class GenerationRequestTest {

    @Test
    void aRequestWithoutSettingsIsGreedyAndBounded() {
        assertThat(GenerationRequest.of("Hi")).isEqualTo(new GenerationRequest(Prompt.text("Hi"), 256, Sampler.greedy(),
                OptionalLong.empty(), List.of(), false, Optional.empty(), 0));
    }

    @Test
    void theBuilderSetsEveryPart() {
        GenerationRequest request = GenerationRequest.builder(Prompt.tokens(List.of(1, 2))).maxTokens(0).seed(-5)
                .stopStrings("a", "b").ignoreEndTokens(true).timeLimit(Duration.ZERO).alternatives(3)
                .sampler(Sampler.greedy()).build();
        assertThat(request).isEqualTo(new GenerationRequest(Prompt.tokens(List.of(1, 2)), 0, Sampler.greedy(),
                OptionalLong.of(-5), List.of("a", "b"), true, Optional.of(Duration.ZERO), 3));
    }

    @Test
    void valuesOutOfRangeAreRefusedByNameAndValue() {
        GenerationRequest.Builder builder = GenerationRequest.builder("Hi");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxTokens(-1).build())
                .withMessageContaining("maxTokens: -1");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxTokens(1).alternatives(-2).build())
                .withMessageContaining("alternatives: -2");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.alternatives(0).stopStrings("a", "").build())
                .withMessageContaining("stop string");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.stopStrings().timeLimit(Duration.ofNanos(-1)).build())
                .withMessageContaining("timeLimit");
    }

    @Test
    void aPromptOfTokensNeedsOne() {
        assertThatIllegalArgumentException().isThrownBy(() -> Prompt.tokens(List.of()))
                .withMessageContaining("at least one");
    }

    @Test
    void laterChangesOfAListChangeNoRequest() {
        List<Integer> ids = new ArrayList<>(List.of(1));
        Prompt prompt = Prompt.tokens(ids);
        ids.add(2);
        assertThat(prompt).isEqualTo(Prompt.tokens(List.of(1)));
    }

    @Test
    @SuppressWarnings("NullAway") // what a caller without null checks does
    void nullIsRefusedAtOnce() {
        assertThatNullPointerException().isThrownBy(() -> Prompt.text(null));
        assertThatNullPointerException().isThrownBy(() -> GenerationRequest.builder((Prompt) null).build());
        assertThatNullPointerException().isThrownBy(() -> GenerationRequest.builder("Hi").sampler(null).build());
        assertThatNullPointerException().isThrownBy(() -> GenerationRequest.builder("Hi").timeLimit(null).build());
        assertThatNullPointerException()
                .isThrownBy(() -> GenerationRequest.builder("Hi").stopStrings("a", null).build());
    }

    @Test
    void usageTellsSpeedsAndNothingWhereNothingWasMeasured() {
        Usage usage = new Usage(10, 5, Duration.ofMillis(500), Duration.ofSeconds(2));
        assertThat(usage.promptTokensPerSecond()).isEqualTo(20);
        assertThat(usage.completionTokensPerSecond()).isEqualTo(2.5);
        assertThat(new Usage(10, 5, Duration.ZERO, Duration.ZERO).promptTokensPerSecond()).isZero();
    }
}
