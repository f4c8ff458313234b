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
import java.io.UncheckedIOException;
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
    /** The most blocks of a model. */
    private static final int BLOCKS = 3;
    /** The operations of a walk. */
    private static final int WALK = 10;

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
    void reproducibleLogitsAgree(@ForAll long seed) {
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

    private void checkReproducible(Weights weights, long seed) {
        Agreed agreed = compare(weights, seed, java(true), llamaCpp(true));
        Difference difference = agreed.difference();
        AgreementReport.add(variant(), "reproducible", weights, agreed);
        assertThat(difference.normalised()).as("%s: %s", weights, difference)
                .isLessThan(weights.yardstick().reproducible());
        if (weights.isQuantisedOnly()) {
            assertThat(agreed.medianRow()).as("%s: %s", weights, difference).isLessThan(Yardstick.QUANTISED_MEDIAN);
        }
        checkReproducible(difference);
    }

    /** Checks what holds besides in the reproducible setting. */
    abstract void checkReproducible(Difference difference);

    /**
     * The default settings stay as near to each other as llama.cpp's is to its strict one. That distance grows with every
     * block, and with what is in the cache, whose F16 sums of attention llama.cpp adds up key after key: where the yardstick's
     * figure is not enough, llama.cpp is measured on the same models and texts.
     */
    @Property(tries = 1, seed = SEED, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void logitsOfTheDefaultSettingsAgree(@ForAll long seed) {
        for (Weights weights : everyKindOfWeights()) {
            for (long round = 0; round < rounds(); round++) {
                checkDefault(weights, seed + round);
            }
        }
    }

    private void checkDefault(Weights weights, long seed) {
        Agreed agreed = compare(weights, seed, java(false), llamaCpp(false));
        AgreementReport.add(variant(), "default", weights, agreed);
        double bar = weights.yardstick().byDefault();
        double actual = agreed.difference().normalised();
        if (actual >= bar) {
            bar = Math.max(bar, defaultAgainstReproducible(weights, seed));
        }
        assertThat(actual).as("%s: %s", weights, agreed.difference()).isLessThan(bar);
    }

    /**
     * Returns how far llama.cpp's default is from its reproducible setting on one of the models, the worst, as the yardstick
     * has the worst of models. Rows for which it chose other experts would make any bar a wide one, and do not count.
     */
    private double defaultAgainstReproducible(Weights weights, long seed) {
        double worst = 0;
        Difference all = new Difference();
        for (Case example : cases(weights, seed, false)) {
            RandomModel model = example.model(weights);
            float[][] left = rows(llamaCpp(false), example, model);
            float[][] right = rows(llamaCpp(true), example, model);
            Difference own = new Difference();
            for (int row = 0; row < left.length; row++) {
                if (NearTies.error(left[row], right[row]) <= NearTies.JUMP) {
                    own.add(left[row], right[row]);
                    all.add(left[row], right[row]);
                }
            }
            worst = Math.max(worst, own.normalised());
        }
        AgreementReport.add(variant(), "llama.cpp, default against reproducible", weights,
                new Agreed(all, all.medianOfRows()));
        return worst;
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

    /**
     * How far two sides are from each other.
     *
     * @param difference over all rows
     * @param medianRow the median over rows of the largest difference in a row, of models of one block: in a second one
     *     nearly every token attends to one that was rounded the other way
     */
    record Agreed(Difference difference, double medianRow) {}

    /** Draws models of one block and of more with ways through short texts, and one of several blocks with a long text. */
    private List<Case> cases(Weights weights, long seed, boolean reproducible) {
        Random random = new Random(seed);
        List<Case> cases = new ArrayList<>();
        for (int blocks = 1; blocks <= BLOCKS; blocks++) {
            cases.add(Case.ofShortText(weights.architecture, weights.widest(), blocks, random));
        }
        cases.add(Case.ofLongText(weights.architecture, weights.widest(), random.nextInt(2, BLOCKS + 1), random));
        if (mayChooseOtherwise(weights, reproducible)) {
            cases.replaceAll(example -> example.sizes().layers() == 1 ? example : example.withAllExperts());
            cases.add(Case.ofLongText(weights.architecture, weights.widest(), 1, random));
        }
        return cases;
    }

    /**
     * Returns whether roundings are large enough to have other experts chosen now and then. In one block such a choice
     * concerns its token alone, of any text. In several, each later token attends to it, and in a long text nearly every one
     * to some; there tokens go through all experts.
     */
    private boolean mayChooseOtherwise(Weights weights, boolean reproducible) {
        boolean small = reproducible && (variant().equals("x64") || weights.yardstick() == Yardstick.F32_SILU);
        return !small && NearTies.possible(weights.architecture);
    }

    private Agreed compare(Weights weights, long seed, Side actual, Side expected) {
        boolean bitEqual = actual.reproducible && expected.reproducible && variant().equals("x64");
        Difference difference = new Difference();
        Difference ofOneBlock = new Difference();
        int all = 0;
        int leftOut = 0;
        for (Case example : cases(weights, seed, actual.reproducible)) {
            RandomModel model = example.model(weights);
            float[][] left = rows(actual, example, model);
            float[][] right = rows(expected, example, model);
            BitSet nearTies = bitEqual
                    ? new BitSet()
                    : NearTies.of(model, shaken -> rows(actual, example, shaken), left, right);
            all += left.length;
            leftOut += nearTies.cardinality();
            for (int row = 0; row < left.length; row++) {
                if (!nearTies.get(row)) {
                    difference.add(left[row], right[row]);
                    if (example.sizes().layers() == 1) {
                        ofOneBlock.add(left[row], right[row]);
                    }
                }
            }
        }
        assertThat(leftOut).as("near-ties of experts in %d rows of %s", all, weights).isLessThanOrEqualTo(all / 10);
        return new Agreed(difference, ofOneBlock.medianOfRows());
    }

    /** Returns the logits after each token of the example's text, and those that a random walk meets. */
    private static float[][] rows(Side side, Case example, RandomModel random) {
        try {
            Path file = Files.createTempFile("agreement", ".gguf");
            try (EngineModel model = side.load(random.write(file))) {
                return Stream.concat(Arrays.stream(read(model, example, random.tokens(example.tokens()))),
                        Arrays.stream(RandomWalk.logits(model, example.seed(), WALK))).toArray(float[][]::new);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
