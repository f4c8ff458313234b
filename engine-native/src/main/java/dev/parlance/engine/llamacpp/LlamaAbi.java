package dev.parlance.engine.llamacpp;

import dev.parlance.ModelLoadException;
import dev.parlance.engine.llamacpp.ffi.llama_context_params;
import dev.parlance.engine.llamacpp.ffi.llama_h;
import dev.parlance.engine.llamacpp.ffi.llama_model_params;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks that a loaded llama.cpp is one that the bindings were made for: its version, the functions that are called, and
 * the layout of its parameter structures, told by the defaults that it puts into them.
 */
final class LlamaAbi {
    private static final int OLDEST = 4; // of 0.x
    private static final int NEWEST = 5;
    /** The releases that the bindings fit, in words. */
    static final String SUPPORTED = "0." + OLDEST + ".x to 0." + NEWEST + ".x";
    private static final Pattern VERSION = Pattern.compile("v?0\\.([0-9]{1,4})\\b.*");

    /** Every function that this engine calls. */
    private static final List<String> FUNCTIONS = List.of("ggml_backend_dev_count", "ggml_backend_dev_description",
            "ggml_backend_dev_get", "ggml_backend_dev_memory", "ggml_backend_dev_name", "ggml_backend_dev_type",
            "ggml_backend_load", "ggml_backend_load_all_from_path", "ggml_backend_reg_count", "ggml_set_abort_callback",
            "llama_backend_init",
            "llama_context_default_params", "llama_decode", "llama_free", "llama_get_embeddings_ith",
            "llama_get_logits_ith", "llama_get_memory", "llama_init_from_model", "llama_log_set",
            "llama_max_parallel_sequences", "llama_memory_seq_pos_max", "llama_memory_clear",
            "llama_memory_seq_pos_min", "llama_memory_seq_rm",
            "llama_model_default_params", "llama_model_free", "llama_model_get_vocab", "llama_model_has_decoder",
            "llama_model_has_encoder", "llama_model_is_diffusion", "llama_model_is_hybrid", "llama_model_is_recurrent",
            "llama_model_load_from_file",
            "llama_model_n_ctx_train", "llama_model_n_embd", "llama_model_n_embd_out", "llama_model_n_layer",
            "llama_model_n_params", "llama_model_n_swa", "llama_model_size", "llama_n_ctx_seq", "llama_set_embeddings",
            "llama_set_n_threads",
            "llama_state_seq_get_data", "llama_state_seq_get_size", "llama_state_seq_set_data", "llama_version",
            "llama_vocab_n_tokens");

    private LlamaAbi() {}

    /**
     * Returns the version of the libraries that were just loaded.
     *
     * @throws ModelLoadException if they are not what the bindings expect
     */
    static String check() {
        SymbolLookup loaded = SymbolLookup.loaderLookup();
        List<String> missing = FUNCTIONS.stream().filter(name -> loaded.find(name).isEmpty()).toList();
        if (!missing.isEmpty()) {
            throw refusal("it lacks the functions " + missing);
        }
        String version = llama_h.llama_version().getString(0);
        if (!fits(version)) {
            throw refusal("its version is " + version);
        }
        checkDefaults();
        return version;
    }

    /** Returns whether a version is one that the bindings fit, such as {@code 0.5.0-dev}. */
    static boolean fits(String version) {
        Matcher matcher = VERSION.matcher(version);
        return matcher.matches() && Integer.parseInt(matcher.group(1)) >= OLDEST
                && Integer.parseInt(matcher.group(1)) <= NEWEST;
    }

    private static void checkDefaults() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment model = llama_h.llama_model_default_params(arena);
            boolean modelFits = llama_model_params.devices(model).address() == 0
                    && llama_model_params.n_gpu_layers(model) == -1
                    && llama_model_params.split_mode(model) == llama_h.LLAMA_SPLIT_MODE_LAYER()
                    && llama_model_params.load_mode(model) == llama_h.LLAMA_LOAD_MODE_AUTO()
                    && llama_model_params.progress_callback(model).address() == 0
                    && !llama_model_params.vocab_only(model) && llama_model_params.use_extra_bufts(model);
            MemorySegment context = llama_h.llama_context_default_params(arena);
            boolean contextFits = llama_context_params.n_ctx(context) == 512
                    && llama_context_params.n_batch(context) == 2048 && llama_context_params.n_ubatch(context) == 512
                    && llama_context_params.n_seq_max(context) == 1
                    && llama_context_params.flash_attn_type(context) == llama_h.LLAMA_FLASH_ATTN_TYPE_AUTO()
                    && llama_context_params.type_k(context) == llama_h.GGML_TYPE_F16()
                    && llama_context_params.type_v(context) == llama_h.GGML_TYPE_F16()
                    && !llama_context_params.embeddings(context) && llama_context_params.offload_kqv(context)
                    && llama_context_params.ctx_other(context).address() == 0;
            if (!modelFits || !contextFits) {
                throw refusal("the defaults in its structure " + (modelFits
                        ? "llama_context_params"
                        : "llama_model_params") + " are not where the bindings look for them");
            }
        }
    }

    private static ModelLoadException refusal(String problem) {
        return new ModelLoadException(
                "this llama.cpp does not fit: " + problem + "; expected " + SUPPORTED
                        + ". Use the libraries of dev.parlance:parlance-natives, or regenerate the bindings");
    }
}
