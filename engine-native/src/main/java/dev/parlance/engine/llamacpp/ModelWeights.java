package dev.parlance.engine.llamacpp;

import dev.parlance.LoadProgress;
import dev.parlance.ModelFormatException;
import dev.parlance.ModelLoadException;
import dev.parlance.engine.llamacpp.ffi.llama_h;
import dev.parlance.engine.llamacpp.ffi.llama_model_params;
import dev.parlance.engine.llamacpp.ffi.llama_progress_callback;
import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** One {@code llama_model}: the weights that llama.cpp loaded. Owns it. */
final class ModelWeights implements AutoCloseable {
    private final MemorySegment model;

    private ModelWeights(MemorySegment model) {
        this.model = model;
    }

    /**
     * Loads a file that {@link ModelCheck} found good.
     *
     * @param devices the GPUs that may take part; may be empty
     * @param repack whether ggml may store weights in another order, which makes products faster and other roundings
     * @param bytes how many bytes of weights there are, for the progress
     * @throws ModelLoadException if llama.cpp refuses the file or has no memory
     * @throws ModelFormatException if it is no model that continues a text
     */
    static ModelWeights load(Path file, NativeOptions options, List<ComputeDevice> devices, boolean repack, long bytes,
            Consumer<LoadProgress> progress) {
        NativeLog.forget();
        ProgressListener listener = new ProgressListener(progress, Math.max(1, bytes));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment params = llama_h.llama_model_default_params(arena);
            llama_model_params.devices(params, handles(devices, arena));
            llama_model_params.n_gpu_layers(params, devices.isEmpty() ? 0 : options.gpuLayers());
            llama_model_params.split_mode(params, options.splitMode().code);
            llama_model_params.main_gpu(params, options.mainGpu());
            llama_model_params.load_mode(params, loadMode(options));
            llama_model_params.use_extra_bufts(params, repack);
            llama_model_params.progress_callback(params, llama_progress_callback.allocate(listener, arena));
            MemorySegment model = llama_h
                    .llama_model_load_from_file(arena.allocateFrom(file.toAbsolutePath().toString()), params);
            listener.rethrow();
            if (model.address() == 0) {
                throw new ModelLoadException("llama.cpp can not load " + file + NativeLog.complaints());
            }
            ModelWeights weights = new ModelWeights(model);
            weights.checkContinuesText(file);
            return weights;
        }
    }

    private void checkContinuesText(Path file) {
        String problem = llama_h.llama_model_has_encoder(model) || !llama_h.llama_model_has_decoder(model)
                ? "has an encoder"
                : llama_h.llama_model_is_diffusion(model) ? "is a diffusion model" : "";
        if (!problem.isEmpty()) {
            close();
            throw new ModelFormatException("the model in " + file + " " + problem
                    + "; expected one that continues a text token by token");
        }
    }

    private static MemorySegment handles(List<ComputeDevice> devices, Arena arena) {
        MemorySegment list = arena.allocate(ValueLayout.ADDRESS, devices.size() + 1L); // ends with null
        for (int i = 0; i < devices.size(); i++) {
            list.setAtIndex(ValueLayout.ADDRESS, i, devices.get(i).handle());
        }
        return list;
    }

    private static int loadMode(NativeOptions options) {
        if (options.mmap()) {
            return options.mlock() ? llama_h.LLAMA_LOAD_MODE_MMAP_MLOCK() : llama_h.LLAMA_LOAD_MODE_MMAP();
        }
        return options.mlock() ? llama_h.LLAMA_LOAD_MODE_MLOCK() : llama_h.LLAMA_LOAD_MODE_NONE();
    }

    /** Hands llama.cpp's progress on. What the listener throws ends the load and is thrown when llama.cpp is left. */
    private static final class ProgressListener implements llama_progress_callback.Function {
        private final Consumer<LoadProgress> target;
        private final long bytes;
        private @Nullable Throwable failure;

        ProgressListener(Consumer<LoadProgress> target, long bytes) {
            this.target = target;
            this.bytes = bytes;
        }

        @Override
        public boolean apply(float share, MemorySegment data) {
            try {
                target.accept(new LoadProgress(Math.clamp((long) (share * (double) bytes), 0, bytes), bytes));
                return true;
            } catch (Throwable e) {
                failure = e;
                return false;
            }
        }

        void rethrow() {
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            if (failure instanceof Error e) {
                throw e;
            }
        }
    }

    /** Returns the {@code llama_model}. */
    MemorySegment handle() {
        return model;
    }

    int vocabularySize() {
        return llama_h.llama_vocab_n_tokens(llama_h.llama_model_get_vocab(model));
    }

    int embeddingLength() {
        return llama_h.llama_model_n_embd(model);
    }

    /** Returns the length of a final hidden state; some architectures have one that differs from the model's width. */
    int hiddenLength() {
        return llama_h.llama_model_n_embd_out(model);
    }

    /** Returns whether the cache of keys and values keeps every token of every layer in one place. */
    boolean hasPlainCache() {
        return llama_h.llama_model_n_swa(model) == 0 && !llama_h.llama_model_is_recurrent(model)
                && !llama_h.llama_model_is_hybrid(model);
    }

    int layerCount() {
        return llama_h.llama_model_n_layer(model);
    }

    int trainedContextLength() {
        return llama_h.llama_model_n_ctx_train(model);
    }

    long parameterCount() {
        return llama_h.llama_model_n_params(model);
    }

    long bytes() {
        return llama_h.llama_model_size(model);
    }

    @Override
    public void close() {
        llama_h.llama_model_free(model);
    }
}
