package dev.parlance.engine.llamacpp.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parlance.CachePrecision;
import dev.parlance.Device;
import dev.parlance.engine.jvm.JavaEngineProvider;
import dev.parlance.engine.llamacpp.NativeEngineProvider;
import dev.parlance.engine.llamacpp.Needed;
import dev.parlance.gguf.quant.BF16;
import dev.parlance.gguf.quant.F16;
import dev.parlance.gguf.quant.F32;
import dev.parlance.gguf.quant.FormatMix;
import dev.parlance.gguf.quant.WeightFormat;
import dev.parlance.gguf.quant.WeightFormats;
import dev.parlance.spi.EngineModel;
import dev.parlance.spi.EngineProvider;
import dev.parlance.spi.EngineSession;
import dev.parlance.spi.EngineSettings;
import dev.parlance.testkit.agreement.Difference;
import dev.parlance.testkit.agreement.Yardstick;
import dev.parlance.testkit.engine.RandomWalk;
import dev.parlance.testkit.engine.Steps;
import dev.parlance.testkit.model.RandomArchitecture;
import dev.parlance.testkit.model.RandomArchitectures;
import dev.parlance.testkit.model.RandomModel;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Both engines give the same logits for any model, text and way through it, within the bars of {@link Yardstick}: what
 * {@code docs/agreement.md} tells users. A bar is for several models together, because one rounding of an activation that
 * goes the other way shows in a single small one.
 */
@AddLifecycleHook(Needed.LibraryHook.class)
abstract class Agreement {
    private static final int CASES = 4;
    /** The most blocks of a model, tokens of the longest text, and operations of a walk. */
    private static final int LAYERS = 3;
    private static final int LONGEST = 400;
    private static final int WALK = 10;
    private static final int LONGEST_BY_DEFAULT = 60;
    private static final int WALK_BY_DEFAULT = 3;

    /**
     * The same models on every run: bars are about typical models, and a build must not fail for drawing a rare one. Explore
     * others by changing it.
     */
    private static final String SEED = "20261124";

    /** The system property that has every architecture tested with every format, for the tables of the documentation. */
    private static final String EVERYTHING = "parlance.agreement.everything";

    /** The system property that says how many times models are drawn. */
    private static final String ROUNDS = "parlance.agreement.rounds";

    /**
     * Weights: one format in all matrices, or several in turn, or as a mix gives them.
     *
     * @param formats that matrices have
     * @param mix the mix, or null
     */
    record Weights(RandomArchitecture architecture, List<WeightFormat> formats, @Nullable FormatMix mix) {
        private static Weights one(RandomArchitecture architecture, WeightFormat format) {
            return new Weights(architecture, List.of(format), null);
        }

        private static Weights inTurn(RandomArchitecture architecture) {
            return new Weights(architecture, WeightFormats.all(), null);
        }

        private static Weights mixed(RandomArchitecture architecture, FormatMix mix) {
            return new Weights(architecture, mix.formats(), mix);
        }

        /** Returns the format with the longest blocks. */
        WeightFormat widest() {
            return formats.stream().max(Comparator.comparingInt(format -> format.type().blockLength())).orElseThrow();
        }

        Yardstick yardstick() {
            return Yardstick.of(formats.stream().map(WeightFormat::type).toList(), architecture.yardstick());
        }

        /**
         * Returns whether all roundings but those to blocks are small: then most rows have none that goes the other way. F16,
         * BF16 and the table of GELU round in every row.
         */
        boolean isQuantisedOnly() {
            return yardstick() == Yardstick.QUANTISED && architecture.yardstick() == Yardstick.F32_SILU
                    && !formats.contains(F16.INSTANCE) && !formats.contains(BF16.INSTANCE);
        }

        @Override
        public String toString() {
            String format = formats.size() == 1
                    ? formats.getFirst().type().name()
                    : mix == null ? "all formats in turn" : mix.name();
            return architecture + ", " + format;
        }
    }

    /** Returns the CPU variant of llama.cpp, as its option names it. */
    abstract String variant();

    /**
     * Returns every format for llama, and the usual mixes, of which that of experts is gpt-oss's. Since formats are computed with in
     * one place for all architectures, the others have F32 and all formats in turn; or, if a property says so, everything too.
     */
    private static List<Weights> everyKindOfWeights() {
        List<Weights> all = new ArrayList<>();
        for (RandomArchitecture architecture : RandomArchitectures.all()) {
            boolean every = Boolean.getBoolean(EVERYTHING) || architecture.equals(RandomArchitectures.LLAMA);
            (every ? WeightFormats.all() : List.of(F32.INSTANCE))
                    .forEach(format -> all.add(Weights.one(architecture, format)));
            all.add(Weights.inTurn(architecture));
            if (every) {
                all.add(Weights.mixed(architecture, FormatMix.Q4_K_M));
                all.add(Weights.mixed(architecture, FormatMix.Q5_K_M));
            }
            if (architecture.name().equals("gpt-oss")) {
                all.add(Weights.mixed(architecture, FormatMix.MXFP4_MOE));
            }
        }
        return all;
    }

    @Property(tries = 1, seed = SEED, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void reproducibleLogitsAgree(@ForAll long seed) throws IOException {
        for (Weights weights : everyKindOfWeights()) {
            for (long round = 0; round < rounds(); round++) {
                checkReproducible(weights, seed + round);
            }
        }
    }

    /** Returns how many times models are drawn. */
    private static int rounds() {
        return Integer.getInteger(ROUNDS, 1);
    }

    private void checkReproducible(Weights weights, long seed) throws IOException {
        Difference difference = difference(weights, seed, java(true), llamaCpp(true));
        AgreementReport.add(variant(), "reproducible", weights, difference);
        assertThat(difference.normalised()).as("%s: %s", weights, difference)
                .isLessThan(weights.yardstick().reproducible());
        if (weights.isQuantisedOnly()) {
            assertThat(difference.medianOfRows()).as("%s: %s", weights, difference)
                    .isLessThan(Yardstick.QUANTISED_MEDIAN);
        }
        checkReproducible(difference);
    }

    /** Checks what holds besides in the reproducible setting. */
    abstract void checkReproducible(Difference difference);

    /**
     * The default settings stay as near to each other as llama.cpp's is to its strict one. That distance grows with every
     * block, and with what is in the cache, whose F16 sums of attention llama.cpp adds up key after key. On models of one
     * block and short texts llama.cpp itself keeps to the yardstick, on others it does not.
     */
    @Property(tries = 1, seed = SEED, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void logitsOfTheDefaultSettingsAgree(@ForAll long seed) throws IOException {
        for (Weights weights : everyKindOfWeights()) {
            for (long round = 0; round < rounds(); round++) {
                checkDefault(weights, seed + round);
            }
        }
    }

    private void checkDefault(Weights weights, long seed) throws IOException {
        Difference difference = difference(weights, seed, java(false), llamaCpp(false));
        AgreementReport.add(variant(), "default", weights, difference);
        assertThat(difference.normalised()).as("%s: %s", weights, difference)
                .isLessThan(weights.yardstick().byDefault());
        if (Boolean.getBoolean(EVERYTHING)) {
            AgreementReport.add(variant(), "llama.cpp, default against reproducible", weights,
                    difference(weights, seed, llamaCpp(false), llamaCpp(true)));
        }
    }

    /** An engine in a setting. */
    private record Side(EngineProvider engine, boolean reproducible, Map<String, String> options) {
        EngineModel load(Path file) {
            return engine.load(file,
                    new EngineSettings(1, OptionalInt.empty(), RandomWalk.MOST_SESSIONS, Device.CPU,
                            reproducible ? CachePrecision.F32 : CachePrecision.F16, reproducible, options),
                    progress -> {});
        }
    }

    private static Side java(boolean reproducible) {
        return new Side(new JavaEngineProvider(), reproducible, Map.of());
    }

    private Side llamaCpp(boolean reproducible) {
        return new Side(new NativeEngineProvider(), reproducible, Map.of("llamacpp.cpu-variant", variant()));
    }

    private Difference difference(Weights weights, long seed, Side actual, Side expected) throws IOException {
        boolean strict = actual.reproducible && expected.reproducible;
        boolean bitEqual = strict && variant().equals("x64");
        // Where experts can be chosen otherwise, all that comes after such a choice differs: in long texts nearly everything.
        boolean large = bitEqual || strict && !NearTies.possible(weights.architecture);
        int operations = large ? WALK : WALK_BY_DEFAULT;
        Random random = new Random(seed);
        Difference difference = new Difference();
        int all = 0;
        int leftOut = 0;
        Path file = Files.createTempFile("agreement", ".gguf");
        try {
            for (int i = 0; i < CASES; i++) {
                Case example = large
                        ? Case.of(weights.architecture, weights.widest(), LAYERS, LONGEST, random)
                        : Case.of(weights.architecture, weights.widest(), 1, LONGEST_BY_DEFAULT, random);
                RandomModel model = example.model(weights);
                model.write(file);
                int[] text = model.tokens(example.tokens());
                float[][] left = rows(actual, file, example, text, operations);
                float[][] right = rows(expected, file, example, text, operations);
                BitSet nearTies = bitEqual
                        ? new BitSet()
                        : NearTies.of(model, file, () -> rows(actual, file, example, text, operations), left, right);
                all += left.length;
                leftOut += nearTies.cardinality();
                for (int row = 0; row < left.length; row++) {
                    if (!nearTies.get(row)) {
                        difference.add(left[row], right[row]);
                    }
                }
            }
        } finally {
            Files.delete(file);
        }
        assertThat(leftOut).as("near-ties of experts in %d rows of %s", all, weights).isLessThanOrEqualTo(all / 10);
        return difference;
    }

    /** Returns the logits after each token of the example's text, and those that a random walk meets. */
    private static float[][] rows(Side side, Path file, Case example, int[] text, int operations) {
        try (EngineModel model = side.load(file)) {
            return Stream.concat(Arrays.stream(read(model, example, text)),
                    Arrays.stream(RandomWalk.logits(model, example.seed(), operations))).toArray(float[][]::new);
        }
    }

    /** Returns the logits after each token of a text that comes in pieces. */
    private static float[][] read(EngineModel model, Case example, int[] text) {
        float[][] rows = {};
        try (EngineSession session = model.newSession()) {
            for (int cut : example.cuts()) {
                float[][] added = Steps.logits(model, session, Arrays.copyOfRange(text, session.length(), cut));
                rows = Stream.concat(Arrays.stream(rows), Arrays.stream(added)).toArray(float[][]::new);
            }
        }
        return rows;
    }
}
