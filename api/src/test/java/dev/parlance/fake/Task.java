package dev.parlance.fake;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Something that runs on a thread of its own, and is waited for only so long. */
public final class Task<T> {
    private static final int PATIENCE_SECONDS = 30;

    private final FutureTask<T> future;
    private final Thread thread;

    private Task(String name, Callable<T> action) {
        future = new FutureTask<>(action);
        thread = Thread.ofPlatform().name(name).daemon().start(future);
    }

    /** Starts something on a thread with a name. */
    public static <T> Task<T> start(String name, Callable<T> action) {
        return new Task<>(name, action);
    }

    /** Starts something without a result. */
    public static Task<Boolean> run(String name, Runnable action) {
        return new Task<>(name, () -> {
            action.run();
            return true;
        });
    }

    /** Waits until its thread waits for another one or for a time, and goes on waiting: a lock that is held for a moment does not count. */
    public Task<T> awaitBlocked() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        for (int blocked = 0; blocked < 5; blocked = isWaiting() ? blocked + 1 : 0) {
            if (future.isDone() || System.nanoTime() > deadline) {
                throw new AssertionError("thread '" + thread.getName() + "' does not wait: " + thread.getState());
            }
            LockSupport.parkNanos(1_000_000);
        }
        return this;
    }

    private boolean isWaiting() {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    public void interrupt() {
        thread.interrupt();
    }

    /** Returns its result, or throws what it threw. */
    public T join() {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable failure = e.getCause();
            if (failure instanceof RuntimeException thrown) {
                throw thrown;
            }
            if (failure instanceof Error thrown) {
                throw thrown;
            }
            throw new AssertionError(e);
        } catch (TimeoutException e) {
            AssertionError stuck = new AssertionError("thread '" + thread.getName() + "' is stuck");
            stuck.setStackTrace(thread.getStackTrace());
            throw stuck;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
