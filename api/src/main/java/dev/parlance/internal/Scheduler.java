package dev.parlance.internal;

import dev.parlance.spi.EngineModel;
import dev.parlance.spi.Step;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Serialises all calls of one engine model and puts the steps of several sessions into one pass.
 *
 * <p>It has no thread of its own: of the threads that wait with a step, one takes all waiting steps and evaluates them
 * for everybody (flat combining). Before that it waits a moment for those that were in the last pass: sessions that generate
 * side by side come back one after the other, each when it has chosen its token, and one pass for all is far cheaper than
 * several for some. A pass can not be left half-way, so that waiting ignores interrupts; the generation loop looks at them
 * between passes.
 */
final class Scheduler {
    /** A leader waits for company for at most this part of the time that the last pass took. */
    private static final int PATIENCE = 8;
    /** And for no longer than this: choosing a token takes no longer after a long prompt. */
    private static final long LONGEST_PATIENCE_NANOS = 20_000_000;

    private final EngineModel engine;
    private final long longestPatienceNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition complete = lock.newCondition();

    // Guarded by the lock.
    private List<Ticket> waiting = new ArrayList<>();
    private int exclusiveCallers;
    private boolean busy;
    private boolean gathering;
    /** Counts passes. */
    private long passes;
    /** How many tickets of the last pass have not come back yet; 0 as soon as nobody waits for them any more. */
    private int missing;
    /** How long a leader waits for them. */
    private long patienceNanos;

    // Used only by the thread that set busy.
    private List<Ticket> pass = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();

    /** A session's place in the queue; each session has one and uses it again and again. */
    static final class Ticket {
        private @Nullable Step step;
        private boolean done;
        private @Nullable Throwable failure;
        /** The pass that it was in last, if it has not come back since. */
        private long lastPass = -1;
        private volatile boolean closed;

        /**
         * Does nothing if the ticket is open.
         *
         * @throws ClosedException if it is closed
         */
        void checkOpen() {
            if (closed) {
                throw new ClosedException();
            }
        }
    }

    /** A session was used after it, or its model, was closed. */
    static final class ClosedException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        ClosedException() {
            super("the session is closed, or its model is");
        }
    }

    Scheduler(EngineModel engine) {
        this(engine, LONGEST_PATIENCE_NANOS);
    }

    /** Makes one with another limit to how long a leader waits for company. */
    Scheduler(EngineModel engine, long longestPatienceNanos) {
        this.engine = engine;
        this.longestPatienceNanos = longestPatienceNanos;
    }

    /**
     * Evaluates a step, possibly in one pass with others. Throws what the engine throws.
     *
     * @throws ClosedException if the ticket is closed
     */
    void evaluate(Ticket ticket, Step step) {
        lock.lock();
        try {
            ticket.checkOpen();
            ticket.step = step;
            ticket.done = false;
            ticket.failure = null;
            waiting.add(ticket);
            isBack(ticket);
            while (!ticket.done) {
                if (busy || gathering || exclusiveCallers > 0) {
                    changed.awaitUninterruptibly();
                } else if (missing > 0) {
                    gather();
                } else {
                    lead();
                }
            }
            ticket.step = null;
            if (ticket.failure != null) {
                throw rethrow(ticket.failure);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Runs something of the model while no pass is running: before the next pass, however many steps wait for it. May be
     * called from within such an action.
     */
    <T> T exclusively(Supplier<T> action) {
        lock.lock();
        try {
            exclusiveCallers++;
            while (busy) {
                changed.awaitUninterruptibly();
            }
            return action.get();
        } finally {
            exclusiveCallers--;
            changed.signalAll();
            lock.unlock();
        }
    }

    /**
     * Runs something of a session while no pass is running.
     *
     * @throws ClosedException if the ticket is closed
     */
    <T> T exclusively(Ticket ticket, Supplier<T> action) {
        return exclusively(() -> {
            ticket.checkOpen();
            return action.get();
        });
    }

    /**
     * Closes a ticket, and its session with the action given, while no pass is running. A thread that waits with a step of
     * that session gets a {@link ClosedException}. Does nothing the second time.
     */
    void close(Ticket ticket, Runnable action) {
        exclusively(() -> {
            if (!ticket.closed) {
                ticket.closed = true;
                isBack(ticket);
                if (waiting.remove(ticket)) {
                    ticket.failure = new ClosedException();
                    ticket.done = true;
                }
                action.run();
            }
            return true;
        });
    }

    /** Nobody has to wait for a ticket any more. */
    private void isBack(Ticket ticket) {
        if (missing > 0 && ticket.lastPass == passes) {
            missing--;
            if (missing == 0) {
                complete.signal();
            }
        }
        ticket.lastPass = -1;
    }

    /** Waits for the tickets of the last pass, for a while, with the lock released meanwhile. */
    private void gather() {
        gathering = true;
        boolean interrupted = false;
        try {
            long left = patienceNanos;
            while (missing > 0 && left > 0) {
                left = complete.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            gathering = false;
            missing = 0;
            // This thread leads, unless meanwhile its ticket was closed.
            changed.signalAll();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Evaluates all waiting steps, with the lock released meanwhile. */
    private void lead() {
        List<Ticket> taken = waiting;
        waiting = pass;
        pass = taken;
        busy = true;
        lock.unlock();
        long start = System.nanoTime();
        try {
            evaluatePass();
        } finally {
            lock.lock();
            passes++;
            missing = pass.size();
            patienceNanos = Math.min(longestPatienceNanos, (System.nanoTime() - start) / PATIENCE);
            for (int i = 0; i < pass.size(); i++) {
                pass.get(i).done = true;
                pass.get(i).lastPass = passes;
            }
            pass.clear();
            steps.clear();
            busy = false;
            changed.signalAll();
        }
    }

    private void evaluatePass() {
        try {
            for (int i = 0; i < pass.size(); i++) {
                steps.add(Objects.requireNonNull(pass.get(i).step));
            }
            engine.evaluate(steps);
        } catch (Throwable failure) {
            if (pass.size() == 1) {
                pass.getFirst().failure = failure;
            } else {
                evaluateSingly();
            }
        }
    }

    /** After a failed pass, which changed nothing: each step alone, so that a failure hits only its own session. */
    private void evaluateSingly() {
        for (Ticket ticket : pass) {
            try {
                engine.evaluate(List.of(Objects.requireNonNull(ticket.step)));
            } catch (Throwable failure) {
                ticket.failure = failure;
            }
        }
    }

    private static RuntimeException rethrow(Throwable failure) {
        switch (failure) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
    }
}
