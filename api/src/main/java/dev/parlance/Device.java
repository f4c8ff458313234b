package dev.parlance;

/** Where a model is to be computed. */
public enum Device {
    /** The fastest device that the engine finds. */
    AUTO, CPU, CUDA, METAL, VULKAN
}
