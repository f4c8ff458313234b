package dev.parlance.engine.jvm.runtime;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that compute one task together: the caller is worker 0, the others are daemon threads, so that they never keep
 * the JVM alive. Between tasks that follow closely they spin; left alone they park.
 *
 * <p>One thread at a time may call {@link #run}. Allocates nothing per task.
 */
public final class WorkerPool implements AutoCloseable {
    /** How often a worker looks for the next task before it parks: some tens of microseconds. */
    private static final int SPINS = 5_000;

    /** Work that workers share, each taking its part by its number. */
    @FunctionalInterface
    public interface Task {
        /**
         * Computes one worker's part.
         *
         * @param worker from 0 to {@code workers} - 1
         * @param workers how many take part
         */
        void run(int worker, int workers);
    }

    private final Worker[] workers;
    private final AtomicInteger unfinished = new AtomicInteger();
    private @Nullable Task task;
    /** Counts tasks; a worker sees a task by the change. Changed after {@link #task} is written. */
    private final AtomicInteger epoch = new AtomicInteger();
    /** The caller, while it is parked until the others are done. */
    private volatile @Nullable Thread waiter;
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    /**
     * Starts a pool of a size, at least 1; the caller counts.
     *
     * @throws OutOfMemoryError if there can not be so many threads; then none is left
     */
    public WorkerPool(int size) {
        workers = new Worker[size - 1];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new Worker(i + 1);
        }
        try {
            for (Worker worker : workers) {
                worker.start();
            }
        } catch (Throwable failure) {
            close();
            throw failure;
        }
    }

    /** Returns the number of workers, with the caller. */
    public int size() {
        return workers.length + 1;
    }

    /**
     * Runs a task on all workers and waits for them, even if the caller's part fails.
     *
     * @throws IllegalStateException if a worker failed, with its failure as the cause, or if the pool is closed
     */
    public void run(Task next) {
        if (closed) {
            throw new IllegalStateException("the workers have ended");
        }
        int size = size();
        if (size == 1) {
            next.run(0, 1);
            return;
        }
        failure = null;
        task = next;
        unfinished.set(workers.length);
        epoch.incrementAndGet();
        for (Worker worker : workers) {
            if (worker.parked) {
                LockSupport.unpark(worker);
            }
        }
        try {
            next.run(0, size);
        } finally {
            awaitOthers();
        }
        Throwable thrown = failure;
        if (thrown != null) {
            throw new IllegalStateException("a worker thread failed", thrown);
        }
    }

    private void awaitOthers() {
        for (int spins = 0; spins < SPINS; spins++) {
            if (unfinished.get() == 0) {
                return;
            }
            Thread.onSpinWait();
        }
        waiter = Thread.currentThread();
        while (unfinished.get() > 0) {
            LockSupport.park(this);
        }
        waiter = null;
    }

    @Override
    public void close() {
        closed = true;
        for (Worker worker : workers) {
            LockSupport.unpark(worker);
        }
    }

    private final class Worker extends Thread {
        private final int number;
        private volatile boolean parked;

        Worker(int number) {
            // Without the creator's thread-locals, which belong to the application.
            super(null, null, "parlance-worker-" + number, 0, false);
            this.number = number;
            setDaemon(true);
        }

        @Override
        public void run() {
            int seen = 0;
            while (true) {
                seen = awaitTask(seen);
                if (closed) {
                    return;
                }
                try {
                    Objects.requireNonNull(task).run(number, size());
                } catch (Throwable thrown) {
                    failure = thrown;
                }
                if (unfinished.decrementAndGet() == 0) {
                    LockSupport.unpark(waiter);
                }
            }
        }

        private int awaitTask(int seen) {
            for (int spins = 0; spins < SPINS; spins++) {
                if (epoch.get() != seen || closed) {
                    return epoch.get();
                }
                Thread.onSpinWait();
            }
            parked = true;
            while (epoch.get() == seen && !closed) {
                LockSupport.park(this);
            }
            parked = false;
            return epoch.get();
        }
    }
}
