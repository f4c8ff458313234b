package dev.parlance.engine.jvm;

import com.sun.management.OperatingSystemMXBean;

import java.lang.management.ManagementFactory;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/** The memory of the machine or container, as far as the JVM can tell. */
final class PhysicalMemory {
    private PhysicalMemory() {}

    /** Returns the bytes that are free. */
    static OptionalLong free() {
        return ask(OperatingSystemMXBean::getFreeMemorySize);
    }

    /** Returns the bytes that there are. */
    static OptionalLong total() {
        return ask(OperatingSystemMXBean::getTotalMemorySize);
    }

    private static OptionalLong ask(ToLongFunction<OperatingSystemMXBean> question) {
        try {
            return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                    ? OptionalLong.of(question.applyAsLong(system))
                    : OptionalLong.empty();
        } catch (LinkageError e) {
            return OptionalLong.empty(); // a run-time image without jdk.management
        }
    }
}
