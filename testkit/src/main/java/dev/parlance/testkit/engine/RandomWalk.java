package dev.parlance.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.spi.EngineModel;
import dev.parlance.spi.EngineSession;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;

/** Random operations on several sessions of a model, beside which it keeps what each session holds. */
public final class RandomWalk {
    /** The most sessions that are open at a time. */
    public static final int MOST_SESSIONS = 5;

    private static final class Walker {
        final EngineSession session;
        int[] tokens;

        Walker(EngineSession session, int[] tokens) {
            this.session = session;
            this.tokens = tokens;
        }
    }

    private final EngineModel model;
    private final Random random;
    private final List<Walker> walkers = new ArrayList<>();

    /** Begins with one empty session; the same seed does the same in every model of the same sizes. */
    public RandomWalk(EngineModel model, Random random) {
        this.model = model;
        this.random = random;
    }

    /** Returns the logits that the walk of a seed meets. */
    public static float[][] logits(EngineModel model, long seed, int operations) {
        List<float[]> rows = new ArrayList<>();
        new RandomWalk(model, new Random(seed)).run(operations, (row, tokens) -> rows.add(row));
        return rows.toArray(float[][]::new);
    }

    /** Does some operations, and tells the logits after each append with the tokens that they follow. */
    public void run(int operations, BiConsumer<float[], int[]> seen) {
        walkers.add(new Walker(model.newSession(), new int[0]));
        for (int i = 0; i < operations; i++) {
            Walker walker = walkers.get(random.nextInt(walkers.size()));
            switch (random.nextInt(6)) {
                case 0 -> truncate(walker);
                case 1 -> fork(walker);
                case 2 -> replace(walker);
                default -> append(walker, seen);
            }
        }
        walkers.forEach(walker -> append(walker, seen));
        walkers.forEach(walker -> walker.session.close());
    }

    private void append(Walker walker, BiConsumer<float[], int[]> seen) {
        int room = model.info().contextLength() - walker.tokens.length;
        int count = Math.min(room, 1 + random.nextInt(random.nextBoolean() ? 3 : 70));
        if (count > 0) {
            int[] added = random.ints(count, 0, model.info().vocabularySize()).toArray();
            int before = walker.tokens.length;
            walker.tokens = Arrays.copyOf(walker.tokens, before + count);
            System.arraycopy(added, 0, walker.tokens, before, count);
            float[][] rows = Steps.logits(model, walker.session, added);
            assertThat(walker.session.length()).isEqualTo(walker.tokens.length);
            seen.accept(rows[count - 1], walker.tokens);
        }
    }

    private void truncate(Walker walker) {
        walker.tokens = Arrays.copyOf(walker.tokens, random.nextInt(walker.tokens.length + 1));
        walker.session.truncate(walker.tokens.length);
        assertThat(walker.session.length()).isEqualTo(walker.tokens.length);
    }

    private void fork(Walker walker) {
        if (walkers.size() < MOST_SESSIONS) {
            walkers.add(new Walker(walker.session.fork(), walker.tokens));
            assertThat(walkers.getLast().session.length()).isEqualTo(walker.tokens.length);
        }
    }

    private void replace(Walker walker) {
        walker.session.close();
        walkers.remove(walker);
        walkers.add(new Walker(model.newSession(), new int[0]));
    }
}
