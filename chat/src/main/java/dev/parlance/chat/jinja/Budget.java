package dev.parlance.chat.jinja;

/**
 * What a rendering may still cost. A template comes with a model file that anybody may have made, so that it must not
 * keep a thread busy or fill the memory.
 */
final class Budget {
    private static final ScopedValue<Budget> CURRENT = ScopedValue.newInstance();

    private static final int MAX_NESTING = 1000;

    private final long maxSteps;
    private final int maxDepth;
    private long steps;
    private int depth;
    private int nesting;

    Budget(long maxSteps, int maxDepth) {
        this.maxSteps = maxSteps;
        this.maxDepth = maxDepth;
    }

    /** Runs something that may cost this much. */
    <T> T run(ScopedValue.CallableOp<T, RuntimeException> work) {
        return ScopedValue.where(CURRENT, this).call(work);
    }

    /** Returns what the current thread renders with. */
    static Budget current() {
        return CURRENT.get();
    }

    /** Pays for some steps, of which one is about what it takes to evaluate an operator. */
    static void charge(long count) {
        if (CURRENT.isBound()) {
            CURRENT.get().spend(count);
        }
    }

    void spend(long count) {
        steps += count + 1;
        if (steps > maxSteps) {
            throw Failure.limit("the template takes more than " + maxSteps + " steps");
        }
    }

    /** Pays for a walk through so many characters or elements that makes nothing of them. */
    static void chargeWalk(long length) {
        if (length >= 8) {
            charge(length / 8);
        }
    }

    /**
     * Goes one level deeper into expressions, nested values or lazy sequences. The stack must never overflow: Java gives up
     * for good what fails for that reason while it is used for the first time.
     */
    static void nest() {
        if (CURRENT.isBound() && ++CURRENT.get().nesting > MAX_NESTING) {
            throw Failure.limit("the template goes through more than " + MAX_NESTING
                    + " expressions or values inside each other");
        }
    }

    static void unnest() {
        if (CURRENT.isBound()) {
            CURRENT.get().nesting--;
        }
    }

    /** Goes one level deeper into macros and recursive loops. */
    void enter() {
        if (++depth > maxDepth) {
            throw Failure.limit("the template goes deeper than " + maxDepth + " levels");
        }
    }

    void leave() {
        depth--;
    }
}
