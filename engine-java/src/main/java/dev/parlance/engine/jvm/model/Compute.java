package dev.parlance.engine.jvm.model;

import dev.parlance.engine.jvm.kernel.Kernels;
import dev.parlance.engine.jvm.runtime.WorkerPool;

/**
 * What a network computes with.
 *
 * @param pool the threads
 * @param kernels the kernels
 * @param maxRows the most tokens in one pass
 * @param contextLength the most tokens in one session
 */
public record Compute(WorkerPool pool, Kernels kernels, int maxRows, int contextLength) {}
