package dev.parlance.cli.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * How fast this machine reads memory: the speed of the JVM's own comparison of large equal pieces of memory. Generating a
 * token reads every weight, so that nothing generates faster than this allows.
 */
final class ReadLimit {
    private static final long BYTES = 256L << 20;
    private static final int REPETITIONS = 5;

    private ReadLimit() {}

    /** Returns the best of some tries, in bytes per second. */
    static double bytesPerSecond(int threads) {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment first = arena.allocate(BYTES, 64);
            MemorySegment second = arena.allocate(BYTES, 64);
            double best = 0;
            for (int i = 0; i < REPETITIONS; i++) {
                long start = System.nanoTime();
                compare(first, second, threads);
                best = Math.max(best, 2 * BYTES * 1e9 / (System.nanoTime() - start));
            }
            return best;
        }
    }

    private static void compare(MemorySegment first, MemorySegment second, int threads) {
        Thread[] readers = new Thread[threads];
        for (int i = 0; i < threads; i++) {
            long from = BYTES * i / threads;
            long to = BYTES * (i + 1) / threads;
            readers[i] = Thread.ofPlatform().daemon().start(() -> {
                if (MemorySegment.mismatch(first, from, to, second, from, to) >= 0) {
                    throw new IllegalStateException("memory that was zeroed differs");
                }
            });
        }
        for (Thread reader : readers) {
            join(reader);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
