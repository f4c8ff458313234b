import org.jspecify.annotations.NullMarked;

/** Reads, validates and writes GGUF model files. */
@NullMarked module dev.parlance.gguf {
    requires transitive dev.parlance.api;

    exports dev.parlance.gguf;
    exports dev.parlance.gguf.quant;
}
