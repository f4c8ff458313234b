package dev.parlance.engine.jvm.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

@Timeout(60)
class WorkerPoolTest {

    /** Returns the threads behind a pool, the caller's left out. */
    private static List<Thread> threads(WorkerPool pool) {
        AtomicReferenceArray<Thread> threads = new AtomicReferenceArray<>(pool.size());
        pool.run((worker, workers) -> threads.set(worker, Thread.currentThread()));
        assertThat(threads.get(0)).isSameAs(Thread.currentThread());
        return IntStream.range(1, pool.size()).mapToObj(threads::get).toList();
    }

    private static boolean soon(BooleanSupplier condition) {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(1_000_000);
        }
        return true;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void everyWorkerRunsEveryTaskOnce(int size) {
        try (WorkerPool pool = new WorkerPool(size)) {
            AtomicIntegerArray runs = new AtomicIntegerArray(size);
            for (int task = 1; task <= 3000; task++) {
                pool.run((worker, workers) -> {
                    assertThat(workers).isEqualTo(size);
                    runs.incrementAndGet(worker);
                });
                for (int worker = 0; worker < size; worker++) {
                    assertThat(runs.get(worker)).isEqualTo(task);
                }
            }
        }
    }

    @Test
    void whatTheCallerWroteIsSeenByTheWorkersAndBack() {
        try (WorkerPool pool = new WorkerPool(4)) {
            int[] input = new int[1];
            int[] output = new int[4];
            for (int task = 0; task < 3000; task++) {
                input[0] = task;
                pool.run((worker, workers) -> output[worker] = input[0] + worker);
                assertThat(output).containsExactly(task, task + 1, task + 2, task + 3);
            }
        }
    }

    @Test
    void tasksMayFollowAfterAnyPause() {
        try (WorkerPool pool = new WorkerPool(3)) {
            int[] sum = new int[3];
            for (int task = 0; task < 200; task++) {
                pool.run((worker, workers) -> sum[worker]++);
                LockSupport.parkNanos(task * 5_000L); // around the time after which workers park
            }
            assertThat(sum).containsExactly(200, 200, 200);
        }
    }

    @Test
    void workersAreDaemonsWithThePoolsNames() {
        try (WorkerPool pool = new WorkerPool(3)) {
            assertThat(threads(pool)).hasSize(2).allMatch(Thread::isDaemon)
                    .extracting(Thread::getName).containsExactly("parlance-worker-1", "parlance-worker-2");
        }
    }

    @Test
    void idleWorkersPark() {
        try (WorkerPool pool = new WorkerPool(3)) {
            for (Thread thread : threads(pool)) {
                assertThat(soon(() -> thread.getState() == Thread.State.WAITING)).isTrue();
            }
        }
    }

    @Test
    void closingEndsTheThreads() {
        WorkerPool pool = new WorkerPool(4);
        List<Thread> threads = threads(pool);
        pool.close();
        for (Thread thread : threads) {
            assertThat(soon(() -> !thread.isAlive())).isTrue();
        }
        pool.close();
        assertThatThrownBy(() -> pool.run((worker, workers) -> {})).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ended");
    }

    @Test
    void aFailureOfTheCallersPartIsThrownOnceTheOthersAreDone() {
        try (WorkerPool pool = new WorkerPool(3)) {
            boolean[] done = new boolean[3];
            IllegalArgumentException failure = new IllegalArgumentException("caller");
            assertThatThrownBy(() -> pool.run((worker, workers) -> {
                if (worker == 0) {
                    throw failure;
                }
                LockSupport.parkNanos(20_000_000);
                done[worker] = true;
            })).isSameAs(failure);
            assertThat(done).containsExactly(false, true, true);
            assertWorks(pool);
        }
    }

    @Test
    void aFailureOfAWorkerIsTheCauseOfWhatIsThrown() {
        try (WorkerPool pool = new WorkerPool(3)) {
            StackOverflowError failure = new StackOverflowError("worker");
            assertThatThrownBy(() -> pool.run((worker, workers) -> {
                if (worker == 2) {
                    throw failure;
                }
            })).isInstanceOf(IllegalStateException.class).hasCause(failure);
            assertWorks(pool);
        }
    }

    @Test
    void aPoolOfOneRunsOnTheCallerAndThrowsWhatItThrows() {
        try (WorkerPool pool = new WorkerPool(1)) {
            assertThat(threads(pool)).isEmpty();
            IllegalArgumentException failure = new IllegalArgumentException("caller");
            assertThatThrownBy(() -> pool.run((worker, workers) -> {
                throw failure;
            })).isSameAs(failure);
            assertWorks(pool);
        }
    }

    @Test
    void anInterruptedCallerStillWaitsForTheOthers() {
        try (WorkerPool pool = new WorkerPool(2)) {
            boolean[] done = new boolean[1];
            Thread.currentThread().interrupt();
            pool.run((worker, workers) -> {
                if (worker == 1) {
                    LockSupport.parkNanos(20_000_000);
                    done[0] = true;
                }
            });
            assertThat(done[0]).isTrue();
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void differentThreadsMayTakeTurns() throws InterruptedException {
        try (WorkerPool pool = new WorkerPool(2)) {
            Set<Integer> results = new HashSet<>();
            for (int turn = 0; turn < 50; turn++) {
                int value = turn;
                Thread caller = new Thread(() -> {
                    int[] sum = new int[2];
                    pool.run((worker, workers) -> sum[worker] = value);
                    results.add(sum[0] + sum[1]);
                });
                caller.start();
                caller.join();
            }
            assertThat(results).hasSize(50);
        }
    }

    @Test
    void workersDoNotInheritTheCreatorsThreadLocals() {
        InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
        local.set("of the application");
        try (WorkerPool pool = new WorkerPool(2)) {
            String[] seen = new String[2];
            pool.run((worker, workers) -> seen[worker] = String.valueOf(local.get()));
            assertThat(seen).containsExactly("of the application", "null");
        } finally {
            local.remove();
        }
    }

    private static void assertWorks(WorkerPool pool) {
        AtomicIntegerArray runs = new AtomicIntegerArray(pool.size());
        pool.run((worker, workers) -> runs.incrementAndGet(worker));
        for (int worker = 0; worker < pool.size(); worker++) {
            assertThat(runs.get(worker)).isEqualTo(1);
        }
    }
}
