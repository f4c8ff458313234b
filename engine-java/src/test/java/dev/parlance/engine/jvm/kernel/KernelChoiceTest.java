package dev.parlance.engine.jvm.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.engine.jvm.kernel.vector.VectorKernels;
import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.Optional;

class KernelChoiceTest {

    private static Optional<String> objection(boolean vectorApi, Map<String, String> flags) {
        return KernelChoice.objection(vectorApi, name -> Optional.ofNullable(flags.get(name)));
    }

    @Test
    void withTheVectorApiTheVectorKernelsAreChosen() {
        assertThat(KernelChoice.best()).isSameAs(VectorKernels.KERNELS);
    }

    @Test
    void nothingSpeaksAgainstThemOnAnUnknownJvm() {
        assertThat(objection(true, Map.of())).isEmpty();
        assertThat(objection(true, Map.of("UseFMA", "true", "TieredStopAtLevel", "4"))).isEmpty();
    }

    @Test
    void withoutTheVectorApiTheFlagIsNamed() {
        assertThat(objection(false, Map.of())).hasValueSatisfying(
                reason -> assertThat(reason).contains("--add-modules jdk.incubator.vector"));
    }

    @Test
    void withoutFusedMultiplyAddTheyWouldBeEvenSlower() {
        assertThat(objection(true, Map.of("UseFMA", "false"))).hasValueSatisfying(
                reason -> assertThat(reason).contains("fused multiply-add"));
    }

    @Test
    void withoutTheOptimisingCompilerTheyWouldBeEvenSlower() {
        assertThat(objection(true, Map.of("UseFMA", "true", "TieredStopAtLevel", "1"))).hasValueSatisfying(
                reason -> assertThat(reason).contains("-XX:TieredStopAtLevel=1"));
    }
}
