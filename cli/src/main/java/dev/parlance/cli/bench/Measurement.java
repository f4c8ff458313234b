package dev.parlance.cli.bench;

import org.jspecify.annotations.Nullable;

/**
 * How fast one thing was.
 *
 * @param engine the engine's name
 * @param format the format that holds most of the model's weights
 * @param threads the threads that computed
 * @param test {@code pp128}: a prompt of 128 tokens; {@code tg64}: 64 tokens generated; {@code @d2048}: after 2,048 others;
 *     {@code cold-pp128}: the first prompt of a JVM
 * @param tokensPerSecond the mean over all repetitions
 * @param deviation their standard deviation, in tokens per second
 * @param peakRssBytes the most memory that the engine's process had so far, or null where the system does not tell
 */
record Measurement(String engine, String format, int threads, String test, double tokensPerSecond, double deviation,
        @Nullable Long peakRssBytes) {}
