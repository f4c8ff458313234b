package dev.parlance.engine.llamacpp;

import com.sun.management.OperatingSystemMXBean;
import dev.parlance.MemoryEstimate;
import dev.parlance.ModelLoadException;

import java.lang.management.ManagementFactory;

/** Refuses what the machine can not hold: an operating system that overcommits would kill the process half-way. */
final class PhysicalMemory {
    private PhysicalMemory() {}

    /**
     * Checks that a model fits.
     *
     * @param sessions how many sessions must fit beside it
     * @throws ModelLoadException if it does not, with both sizes
     */
    static void check(MemoryEstimate needed, int sessions) {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system)) {
            return;
        }
        long total = system.getTotalMemorySize();
        if (total > 0 && needed.total(sessions) > total) {
            throw new ModelLoadException("the model with " + sessions + " sessions needs about "
                    + (needed.total(sessions) >> 20) + " MiB, " + (needed.cacheBytesPerSession() >> 20)
                    + " of them for the text of each session, but this machine or container has " + (total >> 20)
                    + " MiB; choose a smaller contextLength, fewer sessions or a smaller model");
        }
    }
}
