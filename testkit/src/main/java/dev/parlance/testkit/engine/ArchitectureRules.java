package dev.parlance.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parlance.CachePrecision;
import dev.parlance.ModelLoadException;
import dev.parlance.gguf.GgufFile;
import dev.parlance.gguf.GgufValue;
import dev.parlance.gguf.quant.F32;
import dev.parlance.gguf.quant.WeightFormat;
import dev.parlance.spi.EngineModel;
import dev.parlance.testkit.agreement.Difference;
import dev.parlance.testkit.agreement.Yardstick;
import dev.parlance.testkit.model.ModelSizes;
import dev.parlance.testkit.model.RandomArchitecture;
import dev.parlance.testkit.model.RandomModel;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** The engine reads everything in a file, and random models are made so that it shows. */
public interface ArchitectureRules extends EngineUnderTest {
    /** What a change has to move the logits by: more than the widest bar, so that no mistake hides below one. */
    double VISIBLE = 3 * Yardstick.QUANTISED.reproducible();

    private static RandomModel full(RandomArchitecture architecture) {
        return new RandomModel(architecture, ModelSizes.SMALL, F32.INSTANCE, 1).withOptional();
    }

    private float[][] logits(RandomModel model, Path folder) {
        Path file = model.write(folder.resolve("model.gguf"));
        try (EngineModel loaded = provider().load(file, engineSettings(true, CachePrecision.F32, 1),
                progress -> {})) {
            return Steps.logits(loaded, model.tokens(40));
        }
    }

    private Stream<DynamicTest> each(BiConsumer<RandomArchitecture, Path> rule, Path folder) {
        return architectures().stream().map(architecture -> DynamicTest.dynamicTest(architecture.toString(),
                () -> rule.accept(architecture, folder)));
    }

    private void assertVisible(String change, RandomModel changed, float[][] before, Path folder) {
        assertThat(new Difference().add(logits(changed, folder), before).normalised()).as(change)
                .isGreaterThan(VISIBLE);
    }

    @TestFactory
    default Stream<DynamicTest> logitsHaveASpreadInWhichAMistakeShows(@TempDir Path folder) {
        return each((architecture, place) -> {
            List<Double> all = new ArrayList<>();
            for (float[] row : logits(full(architecture), place)) {
                for (float logit : row) {
                    all.add((double) logit);
                }
            }
            double mean = all.stream().mapToDouble(x -> x).average().orElseThrow();
            double variance = all.stream().mapToDouble(x -> (x - mean) * (x - mean)).average().orElseThrow();
            assertThat(Math.sqrt(variance)).as("standard deviation").isBetween(1.5, 3d);
        }, folder);
    }

    @TestFactory
    default Stream<DynamicTest> everyTensorMovesTheLogits(@TempDir Path folder) {
        return each((architecture, place) -> {
            float[][] before = logits(full(architecture), place);
            for (String name : full(architecture).tensorNames()) {
                assertVisible(name, full(architecture).neutralise(name), before, place);
            }
        }, folder);
    }

    @TestFactory
    default Stream<DynamicTest> everyKeyMovesTheLogits(@TempDir Path folder) {
        return each((architecture, place) -> {
            float[][] before = logits(full(architecture), place);
            for (Map.Entry<String, GgufValue> key : architecture.unreadKeys().entrySet()) {
                assertVisible(key.getKey(), full(architecture).metadata(key.getKey(), key.getValue()), before, place);
            }
        }, folder);
    }

    @TestFactory
    default Stream<DynamicTest> noTwoVariantsAreComputedAlike(@TempDir Path folder) {
        return each((architecture, place) -> {
            Map<String, String> seen = new HashMap<>();
            architecture.variants().forEach((name, variant) -> {
                RandomModel model = new RandomModel(architecture, ModelSizes.SMALL, F32.INSTANCE, 1);
                String logits = Arrays.deepToString(logits(variant.apply(model), place));
                assertThat(seen.put(logits, name)).as("what has the logits of '%s'", name).isNull();
            });
        }, folder);
    }

    @TestFactory
    default Stream<DynamicTest> everyFormatIsComputedWith(@TempDir Path folder) {
        return each((architecture, place) -> {
            for (WeightFormat format : formats()) {
                boolean small = ModelSizes.SMALL.width() % format.type().blockLength() == 0;
                float[][] rows = logits(new RandomModel(architecture,
                        small ? ModelSizes.SMALL : ModelSizes.BLOCKS_OF_256, format, 1), place);
                assertThat(rows[rows.length - 1]).as(format.type().name()).doesNotContain(Float.NaN);
            }
        }, folder);
    }

    @TestFactory
    default Stream<DynamicTest> aContextLongerThanTheLearnedPositionsIsRefused(@TempDir Path folder) {
        return architectures().stream().filter(learned -> full(learned).tensorNames().contains("position_embd.weight"))
                .map(learned -> DynamicTest.dynamicTest(learned.name(), () -> {
                    Path file = full(learned).write(folder.resolve("model.gguf"));
                    int positions = (int) GgufFile.read(file).tensor("position_embd.weight").orElseThrow().rows();
                    builder(file).contextLength(positions).load().close();
                    assertThatThrownBy(() -> builder(file).contextLength(positions + 1).load())
                            .isInstanceOf(ModelLoadException.class)
                            .hasMessageContainingAll("" + positions, "" + (positions + 1), file.toString());
                }));
    }
}
