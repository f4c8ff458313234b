package dev.parlance.engine.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parlance.engine.llamacpp.ffi.llama_h;
import dev.parlance.engine.llamacpp.ffi.llama_logit_bias;
import dev.parlance.samplers.Samplers;
import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.testkit.sampling.NumberTokenizer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.lifecycle.AddLifecycleHook;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.DoubleFunction;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * llama.cpp's samplers leave the tokens and the probabilities that ours leave. llama.cpp computes in single precision,
 * so that a token on a border may go or stay: what it keeps is compared with what ours keep for a parameter that is a little
 * smaller and a little larger. The logits are the same on every run.
 */
@AddLifecycleHook(Needed.LibraryHook.class)
class SamplerOracleTest {
    private static final String SEED = "20250101";
    private static final int RANDOM = 1;

    /** As models give them. Some vocabularies are larger than what llama.cpp sorts at once. */
    @Provide
    static Arbitrary<float[]> logits() {
        return Arbitraries.integers().between(2, 3000).flatMap(size -> Arbitraries.randomValue(random -> {
            float[] logits = new float[size];
            float spread = 1 + random.nextInt(5);
            for (int i = 0; i < size; i++) {
                logits[i] = (float) (spread * random.nextGaussian());
            }
            return logits;
        }));
    }

    /** Those that are all equal, partly equal, partly forbidden, hardly and hugely different, of one token, and of very many. */
    @Provide
    static Arbitrary<float[]> awkward() {
        return Arbitraries.integers().between(0, 6).flatMap(kind -> Arbitraries.randomValue(random -> {
            int size = kind == 0 ? 1 : kind == 1 ? 256_000 : 2 + random.nextInt(300);
            float[] logits = new float[size];
            for (int i = 0; i < size; i++) {
                logits[i] = switch (kind) {
                    case 2 -> 7;
                    case 3 -> random.nextInt(4);
                    case 4 -> random.nextInt(3) > 0 && i > 0 ? Float.NEGATIVE_INFINITY : random.nextInt(64) / 16f;
                    case 5 -> random.nextBoolean() ? 10f : Math.nextUp(10f);
                    case 6 -> (float) (1e4 * random.nextGaussian());
                    default -> (float) (2 * random.nextGaussian());
                };
            }
            return logits;
        }));
    }

    static Sampler.State state(Sampler sampler) {
        return sampler.newState(new SamplingContext(1, new NumberTokenizer(), List.of(), Set.of()));
    }

    static SortedMap<Integer, Float> left(Sampler.State state, float[] logits) {
        Candidates candidates = Candidates.of(logits);
        state.apply(candidates);
        SortedMap<Integer, Float> left = new TreeMap<>();
        for (int i = 0; i < candidates.size(); i++) {
            if (candidates.logit(i) > Float.NEGATIVE_INFINITY) {
                left.put(candidates.token(i), candidates.logit(i));
            }
        }
        return left;
    }

    private static SortedMap<Integer, Float> left(Supplier<MemorySegment> maker, float[] logits) {
        try (LlamaSampler sampler = new LlamaSampler(maker)) {
            return sampler.apply(logits).logits();
        }
    }

    /** Tokens must be the same, and logits, but for rounding. */
    private static void assertSame(Sampler ours, Supplier<MemorySegment> theirs, float[] logits, double rounding) {
        assertSame(left(state(ours), logits), left(theirs, logits), rounding);
    }

    static void assertSame(Map<Integer, Float> ours, Map<Integer, Float> theirs, double rounding) {
        assertThat(ours.keySet()).isEqualTo(theirs.keySet());
        ours.forEach((token, logit) -> assertThat(logit).isCloseTo(theirs.get(token),
                within((float) (rounding * Math.max(1, Math.abs(logit))))));
        Map<Integer, Double> probabilities = LlamaSampler.probabilities(theirs);
        LlamaSampler.probabilities(ours).forEach((token, p) -> assertThat(p).isCloseTo(probabilities.get(token),
                within(rounding * 100 * p + 1e-12)));
    }

    /** Logits stay as they are, and tokens are those of a parameter of this size, give or take a part of it. */
    private static void assertFilter(DoubleFunction<Sampler> ours, double parameter, Supplier<MemorySegment> theirs,
            float[] logits, double tolerance) {
        Map<Integer, Float> kept = left(theirs, logits);
        kept.forEach((token, logit) -> assertThat(logit).isEqualTo(logits[token]));
        Set<Integer> one = left(state(ours.apply(parameter * (1 - tolerance))), logits).keySet();
        Set<Integer> other = left(state(ours.apply(parameter * (1 + tolerance))), logits).keySet();
        Set<Integer> fewer = one.size() < other.size() ? one : other;
        Set<Integer> more = one.size() < other.size() ? other : one;
        assertThat(kept.keySet()).containsAll(fewer);
        assertThat(more).containsAll(kept.keySet());
        if (fewer.equals(more)) { // then nothing stands on the border, and ours is the same to the last bit
            assertThat(left(state(ours.apply(parameter)), logits)).isEqualTo(kept);
        }
        assertThat(more.size() - fewer.size()).as("tokens on the border").isLessThanOrEqualTo(3 + more.size() / 50);
    }

    @Property(tries = 100, seed = SEED, edgeCases = EdgeCasesMode.NONE)
    void greedy(@ForAll("logits") float[] logits) {
        try (LlamaSampler theirs = new LlamaSampler(llama_h::llama_sampler_init_greedy)) {
            assertThat(left(state(Sampler.greedy()), logits).keySet())
                    .containsExactly(theirs.apply(logits).selected());
        }
    }

    @Property(tries = 200, seed = SEED, edgeCases = EdgeCasesMode.NONE)
    void temperature(@ForAll("logits") float[] logits, @ForAll @FloatRange(min = 0.05f, max = 3) float t) {
        assertSame(Samplers.temperature(t), () -> llama_h.llama_sampler_init_temp(t), logits, 0);
        assertSame(Samplers.temperature(0), () -> llama_h.llama_sampler_init_temp(0), logits, 0);
    }

    @Property(tries = 200, seed = SEED, edgeCases = EdgeCasesMode.NONE)
    void dynamicTemperature(@ForAll("logits") float[] logits, @ForAll @FloatRange(min = 0.5f, max = 2) float t,
            @ForAll @FloatRange(min = 0.01f, max = 0.45f) float range,
            @ForAll @FloatRange(min = 0.1f, max = 2) float exponent) {
        // Single precision adds up to one part in 2^24 an entry.
        assertSame(Samplers.dynamicTemperature(t, range, exponent),
                () -> llama_h.llama_sampler_init_temp_ext(t, range, exponent), logits, (logits.length + 50) * 0x1p-24);
    }

    @Property(tries = 300, seed = SEED, edgeCases = EdgeCasesMode.NONE)
    void topK(@ForAll("logits") float[] logits, @ForAll @IntRange(min = 1, max = 500) int k) {
        assertSame(Samplers.topK(k), () -> llama_h.llama_sampler_init_top_k(k), logits, 0);
    }

    @Property(tries = 300, seed = SEED, edgeCases = EdgeCasesMode.NONE)
    void topP(@ForAll("logits") float[] logits, @ForAll @Scale(4) @FloatRange(min = 0.01f, max = 0.995f) float p) {
        assertFilter(x -> Samplers.topP((float) x), p, () -> llama_h.llama_sampler_init_top_p(p, 0), logits, 1e-4);
    }

    @Property(tries = 300, seed = SEED, edgeCases = EdgeCasesMode.NONE)
    void minP(@ForAll("logits") float[] logits, @ForAll @Scale(4) @FloatRange(min = 0.001f, max = 0.99f) float p) {
        assertFilter(x -> Samplers.minP((float) x), p, () -> llama_h.llama_sampler_init_min_p(p, 0), logits, 1e-5);
    }

    /** An entropy in single precision moves tokens more probable than typical against those less probable. */
    @Property(tries = 300, seed = SEED, edgeCases = EdgeCasesMode.NONE)
    void typical(@ForAll("logits") float[] logits, @ForAll @Scale(4) @FloatRange(min = 0.01f, max = 0.995f) float p) {
        SortedMap<Integer, Float> ours = left(state(Samplers.typical(p)), logits);
        SortedMap<Integer, Float> theirs = left(() -> llama_h.llama_sampler_init_typical(p, 0), logits);
        theirs.forEach((token, logit) -> assertThat(logit).isEqualTo(logits[token]));
        Map<Integer, Double> probabilities = LlamaSampler.probabilities(left(state(Samplers.chain()), logits));
        double entropy = probabilities.values().stream().mapToDouble(x -> -x * Math.log(x)).sum();
        ToDoubleFunction<Integer> score = token -> Math.abs(-Math.log(probabilities.get(token)) - entropy);
        ToDoubleFunction<Double> border = share -> left(state(Samplers.typical(share.floatValue())), logits).keySet()
                .stream().mapToDouble(score).max().orElseThrow();

        Set<Integer> either = new TreeSet<>(ours.keySet());
        either.addAll(theirs.keySet());
        either.removeIf(token -> ours.containsKey(token) && theirs.containsKey(token));
        // Each of the terms, and each of the sums, of which none is larger than ln 3000, is rounded to one part in 2^24.
        double rounding = 8 * logits.length * 0x1p-24;
        double least = border.applyAsDouble(p * (1 - 1e-4)) - rounding;
        double greatest = border.applyAsDouble(p * (1 + 1e-4)) + rounding;
        assertThat(either).hasSizeLessThanOrEqualTo(4)
                .allSatisfy(token -> assertThat(score.applyAsDouble(token)).isBetween(least, greatest));
    }

    @Property(tries = 300, seed = SEED, edgeCases = EdgeCasesMode.NONE)
    void topNSigma(@ForAll("logits") float[] logits, @ForAll @FloatRange(min = 0.1f, max = 4) float n) {
        assertFilter(x -> Samplers.topNSigma((float) x), n, () -> llama_h.llama_sampler_init_top_n_sigma(n), logits,
                1e-4);
    }

    @Property(tries = 300, seed = SEED, edgeCases = EdgeCasesMode.NONE)
    void xtc(@ForAll("logits") float[] logits,
            @ForAll @Scale(4) @FloatRange(min = 0.001f, max = 0.3f) float threshold) {
        assertFilter(x -> Samplers.xtc(1, (float) x), threshold,
                () -> llama_h.llama_sampler_init_xtc(1, threshold, 0, RANDOM), logits, 1e-4);
    }

    @Property(tries = 100, seed = SEED, edgeCases = EdgeCasesMode.NONE)
    void logitBias(@ForAll("logits") float[] logits, @ForAll @FloatRange(min = -20, max = 20) float bias,
            @ForAll @IntRange(min = 0, max = 2999) int token) {
        int first = token % logits.length;
        int second = (first + 1) % logits.length;
        Sampler ours = Samplers.logitBias(Map.of(first, bias, second, Float.NEGATIVE_INFINITY));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment biases = arena.allocate(llama_logit_bias.layout(), 2);
            llama_logit_bias.token(llama_logit_bias.asSlice(biases, 0), first);
            llama_logit_bias.bias(llama_logit_bias.asSlice(biases, 0), bias);
            llama_logit_bias.token(llama_logit_bias.asSlice(biases, 1), second);
            llama_logit_bias.bias(llama_logit_bias.asSlice(biases, 1), Float.NEGATIVE_INFINITY);
            assertSame(ours, () -> llama_h.llama_sampler_init_logit_bias(logits.length, 2, biases), logits, 0);
        }
    }

    /**
     * On awkward logits. Of equal tokens llama.cpp keeps any, so that it is logits that must be the same. No number of equal
     * tokens has just the share that top-p looks for.
     */
    @Property(tries = 60, seed = SEED, edgeCases = EdgeCasesMode.NONE)
    void filtersOnAwkwardLogits(@ForAll("awkward") float[] logits, @ForAll @IntRange(min = 1, max = 300) int k) {
        assertSameLogits(Samplers.topK(k), () -> llama_h.llama_sampler_init_top_k(k), logits);
        assertSameLogits(Samplers.minP(0.3f), () -> llama_h.llama_sampler_init_min_p(0.3f, 0), logits);
        assertSameLogits(Samplers.topP(0.6137f), () -> llama_h.llama_sampler_init_top_p(0.6137f, 0), logits);
        assertSameLogits(Samplers.xtc(1, 0.11f), () -> llama_h.llama_sampler_init_xtc(1, 0.11f, 0, RANDOM), logits);
        assertSameLogits(Samplers.temperature(0.7f), () -> llama_h.llama_sampler_init_temp(0.7f), logits);
        assertSameLogits(Samplers.temperature(0), () -> llama_h.llama_sampler_init_temp(0), logits);
        assertSameLogits(Sampler.greedy(), () -> llama_h.llama_sampler_init_top_k(1), logits);
    }

    private static void assertSameLogits(Sampler ours, Supplier<MemorySegment> theirs, float[] logits) {
        List<Float> kept = left(state(ours), logits).values().stream().sorted().toList();
        List<Float> expected = left(theirs, logits).values().stream().sorted().toList();
        // Of very many, single precision may add up to a token more or fewer in ten thousand.
        int border = logits.length / 10_000;
        assertThat(kept.size()).as("of %s, %s", logits.length, ours).isCloseTo(expected.size(), within(border));
        int shared = Math.min(kept.size(), expected.size());
        assertThat(kept.subList(kept.size() - shared, kept.size()))
                .isEqualTo(expected.subList(expected.size() - shared, expected.size()));
    }

    /** The preset is what llama.cpp's tools do, who add their samplers in this order. */
    @Property(tries = 100, seed = SEED, edgeCases = EdgeCasesMode.NONE)
    void thePresetOfLlamaCpp(@ForAll("logits") float[] logits) {
        assertSame(Samplers.parse("llama.cpp"), () -> {
            MemorySegment chain = llama_h
                    .llama_sampler_chain_init(llama_h.llama_sampler_chain_default_params(Arena.ofAuto()));
            for (MemorySegment sampler : List.of(llama_h.llama_sampler_init_top_k(40),
                    llama_h.llama_sampler_init_top_p(0.95f, 0), llama_h.llama_sampler_init_min_p(0.05f, 0),
                    llama_h.llama_sampler_init_temp(0.8f))) {
                llama_h.llama_sampler_chain_add(chain, sampler);
            }
            return chain;
        }, logits, 0);
    }
}
