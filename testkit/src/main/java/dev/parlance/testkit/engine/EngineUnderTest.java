package dev.parlance.testkit.engine;

import dev.parlance.CachePrecision;
import dev.parlance.Device;
import dev.parlance.LanguageModel;
import dev.parlance.gguf.quant.WeightFormat;
import dev.parlance.gguf.quant.WeightFormats;
import dev.parlance.spi.Capability;
import dev.parlance.spi.EngineProvider;
import dev.parlance.spi.EngineSettings;
import dev.parlance.testkit.model.RandomArchitecture;
import dev.parlance.testkit.model.RandomArchitectures;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** The engine that rules are for, and what it declares of itself: what it declares is tested, whatever else it can do. */
public interface EngineUnderTest {

    /** Returns the engine. It is a service too: it is in {@code META-INF/services} on the class path of the tests. */
    EngineProvider provider();

    /** Returns the architectures that it has, of those that there are random models of. Default: all. */
    default List<RandomArchitecture> architectures() {
        return RandomArchitectures.all();
    }

    /** Returns the formats of weights that it has. Default: all that have a definition. */
    default List<WeightFormat> formats() {
        return WeightFormats.all();
    }

    /** Returns what it can do beyond evaluating steps, with the random models. Default: nothing. */
    default Set<Capability> capabilities() {
        return Set.of();
    }

    /**
     * Returns how exactly it repeats logits. Default: bit for bit if results are to be reproducible, within the bars
     * otherwise. That the same calls give the same bits is not a matter of choice.
     */
    default Exactness exactness(boolean reproducible) {
        return reproducible ? Exactness.BITS : Exactness.WITHIN_BARS;
    }

    /** Returns its options for all loads. Default: none. */
    default Map<String, String> options() {
        return Map.of();
    }

    /** Returns where it computes. Default: its choice. */
    default Device device() {
        return Device.AUTO;
    }

    /**
     * Returns the numbers of threads that sessions and passes are tried with. Default: one, two and more than small machines
     * have processors; an engine whose threads spin while they wait takes seconds a token where that is so.
     */
    default List<Integer> threadCounts() {
        return List.of(1, 2, 7);
    }

    /** Returns all settings that the rules for sessions and passes hold in. */
    @Provide
    default Arbitrary<Setting> settings() {
        return Combinators.combine(Arbitraries.of(Setting.Weights.class), Arbitraries.of(true, false),
                Arbitraries.of(CachePrecision.class), Arbitraries.of(threadCounts())).as(Setting::new);
    }

    /** Returns the settings of a load in the engine's own interface. */
    default EngineSettings engineSettings(boolean reproducible, CachePrecision precision, int threads) {
        return new EngineSettings(threads, OptionalInt.empty(), LoadedModels.MAX_SESSIONS, device(), precision,
                reproducible, options());
    }

    /** Starts a load through the library. */
    default LanguageModel.Builder builder(Path file) {
        LanguageModel.Builder builder = LanguageModel.builder().file(file).engine(provider().name())
                .threads(threadCounts().getFirst()).device(device());
        options().forEach(builder::option);
        return builder;
    }
}
