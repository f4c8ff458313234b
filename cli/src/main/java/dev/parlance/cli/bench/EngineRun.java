package dev.parlance.cli.bench;

import dev.parlance.GenerationRequest;
import dev.parlance.LanguageModel;
import dev.parlance.Prompt;
import dev.parlance.Session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Measures the engine of one model that was just loaded into a fresh JVM. */
final class EngineRun {
    private static final int COLD_PROMPT = 128;
    private static final int[] PROMPTS = {128, 512};
    private static final int GENERATED = 64;
    private static final int[] DEPTHS = {0, 2048};

    private final LanguageModel model;
    private final Session session;
    private final int threads;
    private final int repetitions;
    private final Consumer<Measurement> results;
    /** As many random tokens as the longest test needs. */
    private final int[] tokens;

    /**
     * Prepares the measurement.
     *
     * @param repetitions how often each test is repeated, the cold one aside
     * @param results receives each result as soon as it is there
     */
    EngineRun(LanguageModel model, Session session, int threads, int repetitions, Consumer<Measurement> results) {
        this.model = model;
        this.session = session;
        this.threads = threads;
        this.repetitions = repetitions;
        this.results = results;
        this.tokens = new SplittableRandom(1).ints(4096, 0, model.info().vocabularySize()).toArray();
    }

    /** Runs every test that fits the context. */
    void run() {
        if (fits(COLD_PROMPT)) {
            report("cold-pp" + COLD_PROMPT, DoubleStream.of(prompt(COLD_PROMPT)));
        }
        for (int length : PROMPTS) {
            if (fits(length)) {
                repeat("pp" + length, () -> prompt(length));
            }
        }
        for (int depth : DEPTHS) {
            if (fits(depth + 1 + GENERATED)) {
                repeat("tg" + GENERATED + (depth == 0 ? "" : "@d" + depth), () -> generate(depth));
            }
        }
    }

    private boolean fits(int length) {
        return length <= session.contextLength();
    }

    private void repeat(String test, DoubleSupplier tokensPerSecond) {
        // The first one warms up compilers and caches.
        report(test, IntStream.rangeClosed(0, repetitions).mapToDouble(i -> tokensPerSecond.getAsDouble()).skip(1));
    }

    private void report(String test, DoubleStream speeds) {
        double[] all = speeds.toArray();
        double mean = Arrays.stream(all).average().orElseThrow();
        double variance = Arrays.stream(all).map(speed -> (speed - mean) * (speed - mean)).sum()
                / Math.max(1, all.length - 1);
        results.accept(new Measurement(model.info().engine(), model.info().weightFormat(), threads, test, mean,
                Math.sqrt(variance), PeakMemory.bytes()));
    }

    private double prompt(int length) {
        session.truncate(0);
        int[] prompt = Arrays.copyOf(tokens, length);
        long start = System.nanoTime();
        session.evaluate(prompt);
        return length * 1e9 / (System.nanoTime() - start);
    }

    /** Generates greedily after some tokens. The first token comes from the prompt and is not counted. */
    private double generate(int depth) {
        session.truncate(0);
        List<Integer> prompt = new ArrayList<>();
        for (int i = 0; i <= depth; i++) {
            prompt.add(tokens[i]);
        }
        GenerationRequest request = GenerationRequest.builder(Prompt.tokens(prompt)).maxTokens(GENERATED + 1)
                .ignoreEndTokens(true).build();
        return GENERATED * 1e9 / session.generate(request).usage().generationTime().toNanos();
    }
}
