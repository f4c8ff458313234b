package dev.parlance.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.spi.EngineModel;
import dev.parlance.spi.EngineSession;
import dev.parlance.spi.Step;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** What a session holds is its tokens and nothing else: the way to them does not show in the logits. */
public interface SessionRules extends EngineUnderTest {

    /** The prompt comes in one step, one token at a time or in any other pieces. */
    @Property(tries = 24, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    default void anyCutOfAPromptGivesTheSameLogits(@ForAll("settings") Setting setting,
            @ForAll @Size(max = 6) List<@IntRange(min = 1, max = LoadedModels.LONGEST - 1) Integer> cuts) {
        Text text = new Text(this, setting);
        try (EngineSession session = text.model().newSession()) {
            cuts.stream().sorted().distinct().forEach(cut -> text.continueTo(session, cut));
            text.continueTo(session, LoadedModels.LONGEST);
        }
        text.check();
    }

    @Property(tries = 8, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    default void oneTokenAtATimeGivesTheSameLogits(@ForAll("settings") Setting setting) {
        Text text = new Text(this, setting);
        try (EngineSession session = text.model().newSession()) {
            for (int to = 1; to <= 135; to++) {
                text.continueTo(session, to);
            }
        }
        text.check();
    }

    @Property(tries = 20, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    default void logitsAskedForAfterSomeTokensAreThoseAfterAll(@ForAll("settings") Setting setting,
            @ForAll @IntRange(min = 1, max = LoadedModels.LONGEST) int length,
            @ForAll @IntRange(max = 9) int share, @ForAll long seed) {
        Text text = new Text(this, setting);
        Random random = new Random(seed);
        int[] outputs = IntStream.range(0, length).filter(i -> random.nextInt(9) < share).toArray();
        try (EngineSession session = text.model().newSession()) {
            Step step = Steps.step(text.model(), session, text.tokens(0, length), outputs);
            text.model().evaluate(List.of(step));
            assertThat(session.length()).isEqualTo(length);
            float[][] rows = Steps.rows(step, text.model().info().vocabularySize());
            for (int i = 0; i < outputs.length; i++) {
                text.compare(rows[i], outputs[i]);
            }
        }
        text.check();
    }

    @Property(tries = 20, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    default void afterTruncationItIsAsIfTheRestHadNeverBeen(@ForAll("settings") Setting setting,
            @ForAll @IntRange(max = LoadedModels.LONGEST - 1) int kept,
            @ForAll @IntRange(max = LoadedModels.LONGEST) int before) {
        Text text = new Text(this, setting);
        try (EngineSession session = text.model().newSession()) {
            if (kept > 0) {
                text.continueTo(session, kept);
            }
            text.stray(session, Math.max(1, before - kept));
            session.truncate(kept);
            assertThat(session.length()).isEqualTo(kept);
            text.continueTo(session, LoadedModels.LONGEST);
        }
        text.check();
    }

    @Property(tries = 12, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    default void truncationToNothingMakesAFreshSession(@ForAll("settings") Setting setting) {
        EngineModel model = LoadedModels.get(this, setting);
        int[] tokens = LoadedModels.text(this);
        try (EngineSession session = model.newSession()) {
            float[][] first = Steps.logits(model, session, tokens);
            session.truncate(0);
            assertThat(session.length()).isZero();
            assertThat(Steps.logits(model, session, tokens)).isDeepEqualTo(first);
        }
    }

    @Property(tries = 12, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    default void aForkAndItsOriginalGoTheirOwnWays(@ForAll("settings") Setting setting,
            @ForAll @IntRange(max = LoadedModels.LONGEST - 10) int shared) {
        Text text = new Text(this, setting);
        EngineSession original = text.model().newSession();
        if (shared > 0) {
            text.continueTo(original, shared);
        }
        EngineSession fork = original.fork();
        EngineSession second = original.fork();
        assertThat(fork.length()).isEqualTo(shared);
        text.stray(original, 5);
        text.continueTo(fork, LoadedModels.LONGEST - 2);
        original.close();
        text.continueTo(fork, LoadedModels.LONGEST);
        fork.truncate(shared / 2);
        text.stray(fork, 5);
        fork.close();
        text.continueTo(second, LoadedModels.LONGEST);
        second.close();
        text.check();
    }

    /** Appends, truncations, forks and closings in any order leave sessions that are as good as those made in one step. */
    @Property(tries = 16, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    default void anyWayToATextGivesItsLogits(@ForAll("settings") Setting setting, @ForAll long seed) {
        EngineModel model = LoadedModels.get(this, setting);
        RandomWalk walk = new RandomWalk(model, new Random(seed));
        Comparison comparison = new Comparison(this, setting);
        walk.run(14, (actual, tokens) -> comparison.add(actual, Steps.logits(model, tokens)[tokens.length - 1]));
        comparison.check();
    }

    @Property(tries = 12, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    default void aSessionTakesTokensToTheLastOfItsContext(@ForAll("settings") Setting setting) {
        EngineModel model = LoadedModels.get(this, setting);
        assertThat(model.info().contextLength()).isEqualTo(LoadedModels.CONTEXT);
        int[] tokens = Arrays.copyOf(LoadedModels.text(this), LoadedModels.CONTEXT);
        float[] expected = Steps.logits(model, tokens)[tokens.length - 1];
        Comparison comparison = new Comparison(this, setting);
        try (EngineSession session = model.newSession()) {
            Steps.logits(model, session, Arrays.copyOf(tokens, tokens.length - 1));
            comparison.add(Steps.logits(model, session, tokens[tokens.length - 1])[0], expected);
            assertThat(session.length()).isEqualTo(LoadedModels.CONTEXT);
            session.truncate(LoadedModels.CONTEXT - 1);
            comparison.add(Steps.logits(model, session, tokens[tokens.length - 1])[0], expected);
        }
        comparison.check();
    }

    /** The same calls give the same bits, in every setting; what a model did before may move them if it is not exact. */
    @Property(tries = 8, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    default void theSameCallsOnAFreshModelGiveTheSameBits(@ForAll("settings") Setting setting, @ForAll long seed) {
        try (EngineModel first = LoadedModels.load(this, setting);
                EngineModel second = LoadedModels.load(this, setting)) {
            assertThat(RandomWalk.logits(first, seed, 10)).isDeepEqualTo(RandomWalk.logits(second, seed, 10));
        }
    }
}
