package dev.parlance;

import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A generation that is being made: each event is computed when it is asked for, on the thread that asks. It can be
 * walked once.
 *
 * <p>One thread at a time may walk it; {@link #close} may come from any thread and ends the generation with
 * {@link FinishReason#CANCELLED}.
 */
public interface TokenStream extends Iterable<TokenEvent>, AutoCloseable {

    /**
     * Returns the iterator over the events, always the same one. Its {@code hasNext} computes the next token.
     *
     * @throws ContextOverflowException from {@code hasNext}, if the prompt does not fit the session's context
     */
    @Override
    Iterator<TokenEvent> iterator();

    /** Returns the events as a sequential {@link Stream}, for one use. To close it is to close this. */
    default Stream<TokenEvent> events() {
        int known = Spliterator.ORDERED | Spliterator.NONNULL;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator(), known), false).onClose(this::close);
    }

    /**
     * Returns what was generated so far. Computes nothing, but waits for a token that another thread is computing. Before
     * the end, and after a failure, the finish reason is {@link FinishReason#CANCELLED}. After the end the text is what the
     * events had in all.
     */
    Generation generation();

    /**
     * Ends the generation and releases its session, after waiting for a token that another thread is computing. Text that
     * was held back as the possible beginning of a stop string is then the last event. Idempotent.
     */
    @Override
    void close();
}
