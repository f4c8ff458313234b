package dev.parlance;

/** The number format of a session's key-value cache. */
public enum CachePrecision {
    /** 16-bit floating point; half the memory, and what llama.cpp uses by default. */
    F16,
    /** 32-bit floating point. */
    F32
}
