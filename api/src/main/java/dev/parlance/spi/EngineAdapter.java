package dev.parlance.spi;

/** A low-rank adapter (LoRA) loaded for a model; its memory is released by {@link #close}, or with its model. */
public interface EngineAdapter extends AutoCloseable {
    @Override
    void close();
}
