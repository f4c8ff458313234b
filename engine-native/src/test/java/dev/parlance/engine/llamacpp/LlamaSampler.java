package dev.parlance.engine.llamacpp;

import dev.parlance.engine.llamacpp.ffi.llama_h;
import dev.parlance.engine.llamacpp.ffi.llama_token_data;
import dev.parlance.engine.llamacpp.ffi.llama_token_data_array;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** A sampler of llama.cpp, driven by hand. */
final class LlamaSampler implements AutoCloseable {
    private final MemorySegment sampler;

    /**
     * What a sampler left.
     *
     * @param logits of the tokens that can still be drawn, by token
     * @param selected the token that the sampler chose, -1 if it chose none
     */
    record Left(TreeMap<Integer, Float> logits, int selected) {}

    /** Makes it, after the library has been loaded. */
    LlamaSampler(Supplier<MemorySegment> maker) {
        LlamaLibrary.load(Needed.natives().folder(), LlamaLibrary.BEST);
        sampler = maker.get();
    }

    /** Applies it to all tokens, in the order of their ids. */
    Left apply(float[] logits) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate(llama_token_data.layout(), logits.length);
            for (int token = 0; token < logits.length; token++) {
                MemorySegment one = llama_token_data.asSlice(data, token);
                llama_token_data.id(one, token);
                llama_token_data.logit(one, logits[token]);
            }
            MemorySegment array = arena.allocate(llama_token_data_array.layout());
            llama_token_data_array.data(array, data);
            llama_token_data_array.size(array, logits.length);
            llama_token_data_array.selected(array, -1);
            llama_h.llama_sampler_apply(sampler, array);

            int size = Math.toIntExact(llama_token_data_array.size(array));
            MemorySegment left = llama_token_data_array.data(array).reinterpret(size * llama_token_data.sizeof());
            TreeMap<Integer, Float> leftLogits = new TreeMap<>();
            for (int i = 0; i < size; i++) {
                MemorySegment one = llama_token_data.asSlice(left, i);
                if (llama_token_data.logit(one) > Float.NEGATIVE_INFINITY) {
                    leftLogits.put(llama_token_data.id(one), llama_token_data.logit(one));
                }
            }
            int selected = (int) llama_token_data_array.selected(array);
            return new Left(leftLogits,
                    selected < 0 ? -1 : llama_token_data.id(llama_token_data.asSlice(left, selected)));
        }
    }

    void accept(int token) {
        llama_h.llama_sampler_accept(sampler, token);
    }

    @Override
    public void close() {
        llama_h.llama_sampler_free(sampler);
    }

    /** Returns the probabilities that logits stand for. */
    static Map<Integer, Double> probabilities(Map<Integer, Float> logits) {
        double best = logits.values().stream().mapToDouble(Float::doubleValue).max().orElseThrow();
        double sum = logits.values().stream().mapToDouble(logit -> Math.exp(logit - best)).sum();
        Map<Integer, Double> probabilities = new TreeMap<>();
        logits.forEach((token, logit) -> probabilities.put(token, Math.exp(logit - best) / sum));
        return probabilities;
    }
}
