package dev.parlance.sampling;

/**
 * A way to choose the next token, as an immutable description that many generations can share.
 *
 * <p>A sampler only narrows or re-weights the {@link Candidates}; the generation loop then draws from what is left, with
 * probabilities that are the soft-max of the remaining logits, by a generator of the context's seed. A sampler that
 * leaves one candidate has chosen.
 *
 * @implSpec Implementations are immutable and thread-safe, records by preference. The same logits, description and seed
 *     must give the same result on every JVM and machine: use {@link Candidates#weigh} and {@link StrictMath}, never
 *     {@code Math.exp}, and {@link SplitMix64#of} for choices of its own.
 */
public interface Sampler {

    /** Makes the state of one generation. */
    State newState(SamplingContext context);

    /** Returns the sampler that takes the most probable token; of equally probable ones the one with the smallest id. */
    static Sampler greedy() {
        return GreedySampler.INSTANCE;
    }

    /** The mutable state of one generation. Used by one thread at a time. */
    interface State {

        /**
         * Narrows or re-weights the candidates for the next token.
         *
         * @implSpec At least one candidate must be left. Allocates nothing after the first calls, if it can.
         */
        void apply(Candidates candidates);

        /**
         * Takes note of the token that was chosen. Called once after each {@link #apply}; samplers behind this one in a chain
         * may have taken away or re-weighted what it left.
         */
        default void accept(int token) {}

        /** Returns an independent state that continues exactly as this one would. */
        State copy();
    }
}
