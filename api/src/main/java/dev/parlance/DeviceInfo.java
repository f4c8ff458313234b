package dev.parlance;

import java.util.OptionalLong;

/**
 * Something that an engine can compute on.
 *
 * @param kind what kind of device it is
 * @param name its short name, such as {@code CPU} or {@code CUDA0}
 * @param description the product, and what of it the engine makes use of, in words
 * @param freeBytes memory that is free, if known
 * @param totalBytes memory in all, if known
 */
public record DeviceInfo(Device kind, String name, String description, OptionalLong freeBytes,
        OptionalLong totalBytes) {}
