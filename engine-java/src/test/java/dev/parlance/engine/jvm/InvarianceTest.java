package dev.parlance.engine.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.CachePrecision;
import dev.parlance.gguf.GgufValue;
import dev.parlance.spi.EngineModel;
import dev.parlance.spi.EngineSession;
import dev.parlance.spi.EngineSettings;
import dev.parlance.spi.Step;
import dev.parlance.testkit.model.RandomModel;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A token's logits depend on the tokens before it and on nothing else, bit for bit: not on how the prompt was cut, on the
 * number of threads, on the company of other sessions, on what a session held before. For all kernels and caches.
 */
class InvarianceTest {
    /** Past two passes and past the first two sizes of a cache. */
    static final int LONGEST = 300;
    private static final int CONTEXT = 320;
    private static final int[] THREADS = {1, 2, 7};
    private static final RandomModel MODEL = Engines.mixed()
            .metadata("llama.context_length", GgufValue.uint32(CONTEXT));
    private static final int[] TOKENS = MODEL.tokens(LONGEST);

    /** The same model loaded in a way in which results are bit-equal for every number of threads. */
    record Variant(boolean reproducible, CachePrecision precision) {}

    private static final Map<EngineSettings, EngineModel> LOADED = new HashMap<>();
    /** The logits of all tokens, evaluated in one step. */
    private static final Map<Variant, float[][]> EXPECTED = new HashMap<>();

    @BeforeContainer
    static void load() throws IOException {
        Path file = Files.createTempFile("invariance", ".gguf");
        MODEL.write(file);
        for (boolean reproducible : new boolean[]{true, false}) {
            for (CachePrecision precision : CachePrecision.values()) {
                for (int threads : THREADS) {
                    EngineSettings settings = Engines.settings(threads, precision, reproducible);
                    LOADED.put(settings, Engines.load(file, settings));
                }
                EXPECTED.put(new Variant(reproducible, precision),
                        Engines.logits(LOADED.get(Engines.settings(1, precision, reproducible)), TOKENS));
            }
        }
        Files.delete(file);
    }

    @AfterContainer
    static void close() {
        LOADED.values().forEach(EngineModel::close);
    }

    @Provide
    Arbitrary<EngineSettings> settings() {
        return Arbitraries.of(LOADED.keySet());
    }

    private static float[][] expected(EngineSettings settings, int from, int to) {
        return Arrays.copyOfRange(EXPECTED.get(new Variant(settings.reproducible(), settings.cachePrecision())), from,
                to);
    }

    private static int[] tokens(int from, int to) {
        return Arrays.copyOfRange(TOKENS, from, to);
    }

    private static void assertSame(float[][] actual, float[][] expected) {
        assertThat(actual.length).isEqualTo(expected.length);
        for (int row = 0; row < actual.length; row++) {
            assertThat(actual[row]).as("row %d", row).isEqualTo(expected[row]);
        }
    }

    /** Appends the tokens that follow in the text and checks their logits. */
    private static void assertContinues(EngineSettings settings, EngineSession session, int to) {
        int from = session.length();
        assertSame(Engines.logits(LOADED.get(settings), session, tokens(from, to)), expected(settings, from, to));
        assertThat(session.length()).isEqualTo(to);
    }

    @Property(tries = 24, edgeCases = EdgeCasesMode.NONE)
    void anyCutOfAPromptGivesTheSame(@ForAll("settings") EngineSettings settings,
            @ForAll @Size(max = 6) List<@IntRange(min = 1, max = LONGEST - 1) Integer> cuts) {
        try (EngineSession session = LOADED.get(settings).newSession()) {
            cuts.stream().sorted().distinct().forEach(cut -> assertContinues(settings, session, cut));
            assertContinues(settings, session, LONGEST);
        }
    }

    @Property(tries = 12, edgeCases = EdgeCasesMode.NONE)
    void oneTokenAtATimeGivesTheSame(@ForAll("settings") EngineSettings settings) {
        try (EngineSession session = LOADED.get(settings).newSession()) {
            for (int to = 1; to <= 135; to++) {
                assertContinues(settings, session, to);
            }
        }
    }

    @Property(tries = 20, edgeCases = EdgeCasesMode.NONE)
    void sharingPassesWithOtherSessionsChangesNothing(@ForAll("settings") EngineSettings settings,
            @ForAll @IntRange(min = 2, max = 5) int sessions, @ForAll long seed) {
        Random random = new Random(seed);
        EngineModel model = LOADED.get(settings);
        List<EngineSession> open = IntStream.range(0, sessions).mapToObj(i -> model.newSession()).toList();
        for (int pass = 0; pass < 3; pass++) {
            List<Step> steps = new ArrayList<>();
            for (EngineSession session : open) {
                int from = session.length();
                int to = Math.min(LONGEST, from + 1 + random.nextInt(random.nextBoolean() ? 3 : 90));
                if (random.nextInt(4) > 0) {
                    steps.add(Engines.step(model, session, tokens(from, to), to - from - 1));
                }
            }
            model.evaluate(steps);
            for (Step step : steps) {
                int length = step.session().length();
                assertThat(step.target()).isEqualTo(expected(settings, length - 1, length)[0]);
            }
        }
        open.forEach(EngineSession::close);
    }

    @Property(tries = 20, edgeCases = EdgeCasesMode.NONE)
    void outputsOfSomeTokensAreThoseOfAll(@ForAll("settings") EngineSettings settings,
            @ForAll @IntRange(min = 1, max = LONGEST) int length, @ForAll @IntRange(min = 0, max = 9) int share,
            @ForAll long seed) {
        Random random = new Random(seed);
        int[] outputs = IntStream.range(0, length).filter(i -> random.nextInt(9) < share).toArray();
        EngineModel model = LOADED.get(settings);
        try (EngineSession session = model.newSession()) {
            Step step = Engines.step(model, session, tokens(0, length), outputs);
            model.evaluate(List.of(step));
            float[][] rows = Engines.rows(step, MODEL.sizes().vocabulary());
            for (int i = 0; i < outputs.length; i++) {
                assertThat(rows[i]).isEqualTo(expected(settings, outputs[i], outputs[i] + 1)[0]);
            }
            assertThat(session.length()).isEqualTo(length);
        }
    }

    @Property(tries = 20, edgeCases = EdgeCasesMode.NONE)
    void afterTruncationItIsAsIfTheRestHadNeverBeen(@ForAll("settings") EngineSettings settings,
            @ForAll @IntRange(min = 0, max = LONGEST - 1) int kept,
            @ForAll @IntRange(min = 0, max = LONGEST) int before) {
        EngineModel model = LOADED.get(settings);
        try (EngineSession session = model.newSession()) {
            assertContinues(settings, session, Math.max(1, kept));
            int[] others = MODEL.tokens(Math.max(1, before - kept));
            Arrays.setAll(others, i -> (others[i] + 1) % MODEL.sizes().vocabulary());
            Engines.logits(model, session, others);
            session.truncate(kept);
            assertThat(session.length()).isEqualTo(kept);
            assertContinues(settings, session, LONGEST);
        }
    }

    @Property(tries = 12, edgeCases = EdgeCasesMode.NONE)
    void aForkAndItsOriginalGoTheirOwnWays(@ForAll("settings") EngineSettings settings,
            @ForAll @IntRange(min = 0, max = LONGEST - 3) int shared) {
        EngineModel model = LOADED.get(settings);
        EngineSession original = model.newSession();
        if (shared > 0) {
            assertContinues(settings, original, shared);
        }
        EngineSession fork = original.fork();
        EngineSession second = original.fork();
        assertThat(fork.length()).isEqualTo(shared);
        int[] others = {1, 2, 3, 4, 5};
        Engines.logits(model, original, others);
        assertContinues(settings, fork, LONGEST - 2);
        original.close();
        assertContinues(settings, fork, LONGEST);
        fork.truncate(shared / 2);
        Engines.logits(model, fork, others);
        fork.close();
        assertContinues(settings, second, LONGEST);
        second.close();
    }

    @Property(tries = 12, edgeCases = EdgeCasesMode.NONE)
    void theContextCanBeFilledToItsLastPosition(@ForAll("settings") EngineSettings settings) {
        EngineModel model = LOADED.get(settings);
        assertThat(model.info().contextLength()).isEqualTo(CONTEXT);
        int[] text = Arrays.copyOf(TOKENS, CONTEXT);
        float[][] atOnce = Engines.logits(model, text);
        try (EngineSession session = model.newSession()) {
            Engines.logits(model, session, Arrays.copyOf(text, CONTEXT - 1));
            assertThat(Engines.logits(model, session, text[CONTEXT - 1])[0]).isEqualTo(atOnce[CONTEXT - 1]);
            assertThat(session.length()).isEqualTo(CONTEXT);
            session.truncate(CONTEXT - 1);
            assertThat(Engines.logits(model, session, text[CONTEXT - 1])[0]).isEqualTo(atOnce[CONTEXT - 1]);
        }
    }

    @Property(tries = 12, edgeCases = EdgeCasesMode.NONE)
    void hiddenStatesAreWhatTheOutputMatrixMeets(@ForAll("settings") EngineSettings settings,
            @ForAll @IntRange(min = 1, max = LONGEST) int length) {
        EngineModel model = LOADED.get(settings);
        int width = model.info().embeddingLength();
        int[] all = IntStream.range(0, length).toArray();
        try (EngineSession first = model.newSession(); EngineSession second = model.newSession()) {
            Step hidden = new Step(first, tokens(0, length), all, Step.Output.HIDDEN_STATE, new float[length * width]);
            Step logits = Engines.step(model, second, tokens(0, length), all);
            // In one call, so that passes hold outputs of both kinds.
            model.evaluate(List.of(hidden, logits));
            assertSame(Engines.rows(logits, MODEL.sizes().vocabulary()), expected(settings, 0, length));
            for (float[] row : Engines.rows(hidden, width)) {
                double squares = IntStream.range(0, width).mapToDouble(i -> row[i] * row[i]).sum();
                // The last norm makes the mean square 1, times that of its weights.
                assertThat(squares / width).isBetween(0.5, 2d);
            }
        }
    }

    @Property(tries = 12, edgeCases = EdgeCasesMode.NONE)
    void afterAFailureNothingHasChanged(@ForAll("settings") EngineSettings settings) {
        EngineModel model = LOADED.get(settings);
        try (EngineSession session = model.newSession(); EngineSession other = model.newSession()) {
            assertContinues(settings, session, 10);
            // An id that is not checked by the engine: it fails in the second pass.
            int[] bad = tokens(0, 200);
            bad[199] = Integer.MAX_VALUE;
            Step good = Engines.step(model, session, tokens(10, 30), 0);
            Step failing = Engines.step(model, other, bad, 199);
            assertThatThrownBy(() -> model.evaluate(List.of(good, failing)))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(session.length()).isEqualTo(10);
            assertThat(other.length()).isZero();
            assertContinues(settings, session, 150);
            assertContinues(settings, other, 20);
        }
    }
}
