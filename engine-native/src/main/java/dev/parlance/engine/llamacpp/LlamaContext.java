package dev.parlance.engine.llamacpp;

import dev.parlance.CachePrecision;
import dev.parlance.MemoryEstimate;
import dev.parlance.ModelLoadException;
import dev.parlance.ParlanceException;
import dev.parlance.engine.llamacpp.ffi.llama_batch;
import dev.parlance.engine.llamacpp.ffi.llama_context_params;
import dev.parlance.engine.llamacpp.ffi.llama_h;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One {@code llama_context}, with room for some sequences of the same length, each with cells of its own; and the batch
 * that is filled for it. Owns both. Not thread-safe.
 *
 * <p>What is passed in is checked here, for llama.cpp answers some mistakes with {@code abort()}.
 */
final class LlamaContext implements AutoCloseable {

    /** The most rows of output in one call; a row can be as long as a large vocabulary. */
    static final int MAX_OUTPUTS = 64;

    /**
     * How a context is made.
     *
     * @param contextLength how many tokens a sequence can hold
     * @param threads the number of threads
     * @param precision the number format of keys and values
     * @param options the sizes of batches, and flash attention
     * @param memory what the model and one sequence need
     * @param onGpu whether some of that is not in this machine's memory
     */
    record Shape(int contextLength, int threads, CachePrecision precision, NativeOptions options, MemoryEstimate memory,
            boolean onGpu) {}

    private final Arena arena = Arena.ofShared();
    private final MemorySegment context;
    private final MemorySegment memory;
    private final int sequences;
    private final int contextLength;
    private final long cellBytes;

    private final int batchSize;
    private final int maxOutputs;
    private final MemorySegment batch;
    private final MemorySegment tokens;
    private final MemorySegment positions;
    private final MemorySegment sequenceIds;
    private final MemorySegment wanted;
    private int size;
    private int outputs;
    private boolean embeddings;

    /**
     * Makes a context.
     *
     * @param model a {@code llama_model} that outlives it
     * @throws ModelLoadException if it does not fit into memory, or llama.cpp refuses for another reason
     */
    LlamaContext(MemorySegment model, Shape shape, int sequences) {
        if (!shape.onGpu()) { // what a GPU can not hold is llama.cpp's to refuse
            PhysicalMemory.check(shape.memory(), sequences);
        }
        this.cellBytes = shape.memory().cacheBytesPerSession() / padded(shape.contextLength());
        this.sequences = sequences;
        this.contextLength = shape.contextLength();
        long cells = (long) padded(contextLength) * sequences;
        if (cells > Integer.MAX_VALUE) {
            throw new ModelLoadException(sequences + " sessions of " + contextLength + " tokens make " + cells
                    + " cells, more than llama.cpp can number; choose fewer sessions or a smaller contextLength");
        }
        // llama.cpp insists on room for a token and an output of every sequence.
        this.batchSize = Math.toIntExact(Math.max(sequences, Math.min(shape.options().batchSize(), cells)));
        this.maxOutputs = Math.min(batchSize, Math.max(MAX_OUTPUTS, sequences));
        batch = llama_batch.allocate(arena);
        tokens = arena.allocate(ValueLayout.JAVA_INT, batchSize);
        positions = arena.allocate(ValueLayout.JAVA_INT, batchSize);
        sequenceIds = arena.allocate(ValueLayout.JAVA_INT, batchSize);
        wanted = arena.allocate(ValueLayout.JAVA_BYTE, batchSize);
        connectBatch();
        NativeLog.forget();
        MemorySegment params = llama_h.llama_context_default_params(arena);
        llama_context_params.n_ctx(params, (int) cells);
        llama_context_params.n_batch(params, batchSize);
        llama_context_params.n_ubatch(params, Math.max(shape.options().microBatchSize(), sequences));
        llama_context_params.n_seq_max(params, sequences);
        llama_context_params.n_outputs_max(params, maxOutputs);
        llama_context_params.n_threads(params, shape.threads());
        llama_context_params.n_threads_batch(params, shape.threads());
        llama_context_params.pooling_type(params, llama_h.LLAMA_POOLING_TYPE_NONE());
        llama_context_params.flash_attn_type(params, shape.options().flashAttention().code);
        int type = shape.precision() == CachePrecision.F32 ? llama_h.GGML_TYPE_F32() : llama_h.GGML_TYPE_F16();
        llama_context_params.type_k(params, type);
        llama_context_params.type_v(params, type);
        llama_context_params.kv_unified(params, false);
        context = llama_h.llama_init_from_model(model, params);
        if (context.address() == 0) {
            arena.close();
            throw new ModelLoadException("llama.cpp can not make room for " + sequences + " sessions of "
                    + contextLength + " tokens; a smaller contextLength or fewer sessions need less memory"
                    + NativeLog.complaints());
        }
        memory = llama_h.llama_get_memory(context);
        if (memory.address() == 0 || llama_h.llama_n_ctx_seq(context) < contextLength) {
            close();
            throw new ModelLoadException("this model keeps no text in llama.cpp: it can not continue one");
        }
    }

    /**
     * Makes a context for one sequence and evaluates a few tokens in it, on this thread alone, so that whatever the weights
     * bring down comes down here, where it is {@link Containment contained}.
     */
    static LlamaContext tried(MemorySegment model, Shape shape, boolean hiddenStates) {
        LlamaContext context = new LlamaContext(model, shape, 1);
        try {
            llama_h.llama_set_n_threads(context.context, 1, 1);
            if (hiddenStates) {
                context.evaluateAndForget(1, true);
            }
            context.evaluateAndForget(Math.min(2, context.batchSize), false);
            llama_h.llama_set_n_threads(context.context, shape.threads(), shape.threads());
            return context;
        } catch (RuntimeException | Error e) {
            context.close();
            throw e;
        }
    }

    private void evaluateAndForget(int count, boolean hiddenStates) {
        begin(hiddenStates);
        for (int position = 0; position < count; position++) {
            add(0, position, 0, true);
        }
        decode();
        llama_h.llama_memory_clear(memory, true);
    }

    /** Every token of the batch belongs to one sequence, whose number stands in {@link #sequenceIds}. */
    private void connectBatch() {
        MemorySegment counts = arena.allocate(ValueLayout.JAVA_INT, batchSize);
        MemorySegment pointers = arena.allocate(ValueLayout.ADDRESS, batchSize);
        for (int i = 0; i < batchSize; i++) {
            counts.setAtIndex(ValueLayout.JAVA_INT, i, 1);
            pointers.setAtIndex(ValueLayout.ADDRESS, i, sequenceIds.asSlice((long) i * Integer.BYTES));
        }
        llama_batch.token(batch, tokens);
        llama_batch.embd(batch, MemorySegment.NULL);
        llama_batch.pos(batch, positions);
        llama_batch.n_seq_id(batch, counts);
        llama_batch.seq_id(batch, pointers);
        llama_batch.logits(batch, wanted);
    }

    /** Returns a sequence's number of cells: llama.cpp has them in multiples of 256. */
    static int padded(int contextLength) {
        return Math.multiplyExact(Math.ceilDiv(contextLength, 256), 256);
    }

    int sequences() {
        return sequences;
    }

    // The batch.

    /** Empties the batch, for outputs of one kind. */
    void begin(boolean hiddenStates) {
        size = 0;
        outputs = 0;
        if (hiddenStates != embeddings) {
            llama_h.llama_set_embeddings(context, hiddenStates);
            embeddings = hiddenStates;
        }
    }

    /** Returns whether the batch can take no further token. */
    boolean isFull() {
        // With hidden states llama.cpp gives an output for every token.
        return size == (embeddings ? maxOutputs : batchSize) || outputs == maxOutputs;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Adds a token to the batch and returns its index there. */
    int add(int token, int position, int sequence, boolean output) {
        if (isFull() || position < 0 || position >= contextLength || sequence < 0 || sequence >= sequences) {
            throw new IllegalStateException("token " + token + " at position " + position + " of sequence " + sequence
                    + " does not fit: " + size + " of " + batchSize + " tokens, " + contextLength + " positions, "
                    + sequences + " sequences");
        }
        tokens.setAtIndex(ValueLayout.JAVA_INT, size, token);
        positions.setAtIndex(ValueLayout.JAVA_INT, size, position);
        sequenceIds.setAtIndex(ValueLayout.JAVA_INT, size, sequence);
        wanted.setAtIndex(ValueLayout.JAVA_BYTE, size, (byte) (output || embeddings ? 1 : 0));
        outputs += output ? 1 : 0;
        return size++;
    }

    /**
     * Evaluates the batch.
     *
     * @throws ParlanceException if llama.cpp fails; the sequences then hold some of the tokens, or none
     */
    void decode() {
        llama_batch.n_tokens(batch, size);
        int status = llama_h.llama_decode(context, batch);
        if (status != 0) {
            throw new ParlanceException("llama.cpp failed to evaluate " + size + " tokens: " + switch (status) {
                case 1 -> "its cache has no room for them";
                case 2 -> "it was aborted";
                default -> "status " + status;
            } + NativeLog.complaints());
        }
    }

    /** Copies the output of a token of the batch that was evaluated. */
    void output(int index, float[] target, int offset, int length) {
        MemorySegment row = embeddings
                ? llama_h.llama_get_embeddings_ith(context, index)
                : llama_h.llama_get_logits_ith(context, index);
        if (row.address() == 0) {
            throw new ParlanceException("llama.cpp has no output for token " + index + NativeLog.complaints());
        }
        MemorySegment.copy(row, ValueLayout.JAVA_FLOAT, 0, target, offset, length);
    }

    // The sequences.

    /**
     * Forgets a sequence from a position on. Returns false if llama.cpp can only forget it as a whole, or if the sequence
     * was copied without the cells that a sliding window had left behind, which would now be needed.
     */
    boolean forget(int sequence, int from) {
        return llama_h.llama_memory_seq_pos_min(memory, sequence) == 0
                && llama_h.llama_memory_seq_rm(memory, sequence, from, -1);
    }

    /** Forgets a sequence. */
    void forget(int sequence) {
        llama_h.llama_memory_seq_rm(memory, sequence, -1, -1);
    }

    /** Returns how many positions a sequence holds. */
    int held(int sequence) {
        return llama_h.llama_memory_seq_pos_max(memory, sequence) + 1;
    }

    /**
     * Copies a sequence into an empty one.
     *
     * @return whether it was possible; if not, the target is empty
     */
    boolean copy(int sequence, int target) {
        try (Arena scratch = Arena.ofConfined()) {
            return set(target, SequenceState.of(context, sequence, scratch), held(sequence));
        }
    }

    /**
     * Takes over a sequence from a context of the same shape for fewer sequences, if the model has a plain cache.
     *
     * @return whether it was possible; if not, the sequence is empty here
     */
    boolean adopt(LlamaContext smaller, int sequence) {
        int cells = smaller.held(sequence);
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment state = SequenceState.of(smaller.context, sequence, scratch);
            return set(sequence, SequenceState.widen(state, sequence, sequences, cells, cellBytes, scratch), cells);
        }
    }

    private boolean set(int sequence, MemorySegment state, int cells) {
        if (SequenceState.set(context, sequence, state) && held(sequence) == cells) {
            return true;
        }
        forget(sequence);
        return false;
    }

    @Override
    public void close() {
        llama_h.llama_free(context);
        arena.close();
    }
}
