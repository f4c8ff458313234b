package dev.parlance.cli.bench;

import dev.parlance.GenerationRequest;
import dev.parlance.LanguageModel;
import dev.parlance.ParlanceException;
import dev.parlance.Prompt;
import dev.parlance.Session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Measures the engine of one model that was just loaded into a fresh JVM. */
final class EngineRun {
    private final LanguageModel model;
    private final String engine;
    private final int threads;
    private final int repetitions;
    private final Consumer<Measurement> results;
    /** Random ones. */
    private final int[] tokens;

    /**
     * Prepares the measurement.
     *
     * @param engine what the results call the engine
     * @param repetitions how often each test is repeated, the cold one aside
     * @param results receives each result as soon as it is there
     */
    EngineRun(LanguageModel model, String engine, int threads, int repetitions, Consumer<Measurement> results) {
        this.model = model;
        this.engine = engine;
        this.threads = threads;
        this.repetitions = repetitions;
        this.results = results;
        this.tokens = new SplittableRandom(1).ints(model.info().contextLength(), 0, model.info().vocabularySize())
                .toArray();
    }

    /** Runs those of the tests that fit the context. */
    void run(List<BenchTest> tests) {
        for (BenchTest test : tests) {
            if (test.contextLength() <= model.info().contextLength()) {
                run(test);
            }
        }
    }

    private void run(BenchTest test) {
        List<Session> sessions = new ArrayList<>();
        try {
            for (int i = 0; i < test.sessions(); i++) {
                sessions.add(model.newSession());
            }
            switch (test.kind()) {
                case COLD_PROMPT -> report(test, DoubleStream.of(prompt(sessions.getFirst(), test.length())));
                case PROMPT -> repeat(test, () -> prompt(sessions.getFirst(), test.length()));
                case GENERATION -> repeat(test, () -> generate(sessions, test));
            }
        } finally {
            sessions.forEach(Session::close);
        }
    }

    private void repeat(BenchTest test, DoubleSupplier tokensPerSecond) {
        // The first one warms up compilers and caches.
        report(test, IntStream.rangeClosed(0, repetitions).mapToDouble(i -> tokensPerSecond.getAsDouble()).skip(1));
    }

    private void report(BenchTest test, DoubleStream speeds) {
        double[] all = speeds.toArray();
        double mean = Arrays.stream(all).average().orElseThrow();
        double variance = Arrays.stream(all).map(speed -> (speed - mean) * (speed - mean)).sum()
                / Math.max(1, all.length - 1);
        results.accept(new Measurement(engine, model.info().weightFormat(), threads, test.name(), mean,
                Math.sqrt(variance), PeakMemory.bytes()));
    }

    private double prompt(Session session, int length) {
        session.truncate(0);
        int[] prompt = Arrays.copyOf(tokens, length);
        long start = System.nanoTime();
        session.evaluate(prompt);
        return length * 1e9 / (System.nanoTime() - start);
    }

    /** Generates greedily with all sessions at the same time. */
    private double generate(List<Session> sessions, BenchTest test) {
        for (Session session : sessions) {
            session.truncate(0);
            if (test.depth() > 0) {
                session.evaluate(Arrays.copyOf(tokens, test.depth()));
            }
        }
        try (ExecutorService callers = Executors.newFixedThreadPool(sessions.size())) {
            double slowest = 0;
            for (Future<Double> seconds : callers.invokeAll(
                    sessions.stream().<Callable<Double>>map(session -> () -> generate(session, test)).toList())) {
                slowest = Math.max(slowest, seconds.get());
            }
            return sessions.size() * test.length() / slowest;
        } catch (ExecutionException e) {
            throw new ParlanceException("a session failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ParlanceException("the measurement was interrupted", e);
        }
    }

    /** Returns the seconds. The first token comes from the prompt, a single token, and is not counted. */
    private double generate(Session session, BenchTest test) {
        GenerationRequest request = GenerationRequest.builder(Prompt.tokens(List.of(tokens[test.depth()])))
                .maxTokens(test.length() + 1).ignoreEndTokens(true).build();
        return session.generate(request).usage().generationTime().toNanos() * 1e-9;
    }
}
