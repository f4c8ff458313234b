package dev.parlance.spi;

/**
 * An option that one engine has.
 *
 * @param name the name, with the engine's namespace, such as {@code llamacpp.flash-attention}
 * @param defaultValue what holds if it is not given
 * @param description what it does and which values it takes
 */
public record EngineOption(String name, String defaultValue, String description) {}
