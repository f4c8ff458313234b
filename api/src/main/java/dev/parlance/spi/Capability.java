package dev.parlance.spi;

/** What an engine may or may not be able to do with a model, beyond evaluating steps. */
public enum Capability {
    /** {@link Step.Output#HIDDEN_STATE} can be asked for. */
    HIDDEN_STATES,
    /** {@link EngineSession#save} and {@link EngineSession#restore} work. */
    SAVE_RESTORE,
    /** {@link EngineModel#loadAdapter} and {@link EngineSession#adapters} work. */
    ADAPTERS,
    /** {@link EngineSession#trace} works. */
    TRACES
}
