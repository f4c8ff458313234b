package dev.parlance.engine.jvm.kernel;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.parlance.engine.jvm.kernel.vector.VectorKernels;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.function.Function;

/** Chooses the kernels, once for the process: the fastest that this JVM runs. */
public final class KernelChoice {
    private static final Logger LOG = LoggerFactory.getLogger("dev.parlance.engine.java");

    private KernelChoice() {}

    /** Returns the fastest kernels. The first call warns if that are not the vector kernels. */
    public static Kernels best() {
        return Holder.BEST;
    }

    private static final class Holder {
        static final Kernels BEST = choose();

        private static Kernels choose() {
            boolean vectorApi = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
            Optional<String> objection = objection(vectorApi, KernelChoice::flag);
            if (objection.isPresent()) {
                LOG.warn("the Java engine computes many times slower than it could: {}", objection.get());
                return Kernels.SCALAR;
            }
            return VectorKernels.KERNELS;
        }
    }

    /**
     * Returns why the vector kernels would fail here or be even slower than the scalar ones, and what helps; or empty.
     *
     * @param vectorApi whether the module of the Vector API is there
     * @param flag gives the value of a HotSpot flag, if it is known
     */
    static Optional<String> objection(boolean vectorApi, Function<String, Optional<String>> flag) {
        if (!vectorApi) {
            return Optional.of("the Vector API is not there; start the JVM with --add-modules jdk.incubator.vector");
        }
        if (flag.apply("UseFMA").equals(Optional.of("false"))) {
            return Optional.of("there is no fused multiply-add; the processor lacks it or the JVM was started with"
                    + " -XX:-UseFMA");
        }
        Optional<String> level = flag.apply("TieredStopAtLevel").filter(value -> !value.equals("4"));
        return level
                .map(value -> "there is no optimising compiler; start the JVM without -XX:TieredStopAtLevel=" + value);
    }

    private static Optional<String> flag(String name) {
        try {
            HotSpotDiagnosticMXBean hotSpot = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return Optional.of(hotSpot.getVMOption(name).getValue());
        } catch (RuntimeException | LinkageError e) {
            // Another JVM, another version or a run-time image without jdk.management: assume the best.
            return Optional.empty();
        }
    }
}
