package dev.parlance.engine.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.spi.EngineModel;
import dev.parlance.spi.Step;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** The context grows when more sessions are opened than it has room for. */
class GrowthTest {
    private static final int[] TOKENS = new SplittableRandom(7).ints(90, 3, 2048).toArray();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatSessionsHoldMovesAndIsNotEvaluatedAgain(boolean reproducible) {
        try (EngineModel model = new NativeEngineProvider().load(Needed.bundled(),
                Needed.settings(reproducible, Map.of()), progress -> {})) {
            LlamaSession trunk = (LlamaSession) model.newSession();
            evaluate(model, trunk, 0, 60);
            List<LlamaSession> forks = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                LlamaSession fork = (LlamaSession) trunk.fork();
                assertThat(fork.cached()).isEqualTo(60);
                assertThat(trunk.cached()).isEqualTo(60);
                forks.add(fork);
            }
            float[] expected = evaluate(model, trunk, 60, 90);
            for (LlamaSession fork : forks) {
                assertThat(evaluate(model, fork, 60, 90)).isEqualTo(expected);
                fork.close();
            }
            trunk.close();
        }
    }

    private static float[] evaluate(EngineModel model, LlamaSession session, int from, int to) {
        float[] row = new float[model.info().vocabularySize()];
        model.evaluate(List.of(new Step(session, Arrays.copyOfRange(TOKENS, from, to), new int[]{to - from - 1},
                Step.Output.LOGITS, row)));
        return row;
    }
}
