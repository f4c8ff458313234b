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
 * for everybody (flat combining). A pass can not be left half-way, so that waiting ignores interrupts; the generation
 * loop looks at them between passes.
 */
final class Scheduler {
    private final EngineModel engine;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by the lock.
    private List<Ticket> waiting = new ArrayList<>();
    private int exclusiveCallers;
    private boolean busy;

    // Used only by the thread that set busy.
    private List<Ticket> pass = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();

    /** A session's place in the queue; each session has one and uses it again and again. */
    static final class Ticket {
        private @Nullable Step step;
        private boolean done;
        private @Nullable Throwable failure;
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
        this.engine = engine;
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
            while (!ticket.done) {
                if (busy || exclusiveCallers > 0) {
                    changed.awaitUninterruptibly();
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
                if (waiting.remove(ticket)) {
                    ticket.failure = new ClosedException();
                    ticket.done = true;
                }
                action.run();
            }
            return true;
        });
    }

    /** Evaluates all waiting steps, with the lock released meanwhile. */
    private void lead() {
        List<Ticket> taken = waiting;
        waiting = pass;
        pass = taken;
        busy = true;
        lock.unlock();
        try {
            evaluatePass();
        } finally {
            lock.lock();
            for (int i = 0; i < pass.size(); i++) {
                pass.get(i).done = true;
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
