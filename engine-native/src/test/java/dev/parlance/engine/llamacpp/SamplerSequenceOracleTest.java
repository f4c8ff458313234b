package dev.parlance.engine.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parlance.engine.llamacpp.ffi.llama_h;
import dev.parlance.engine.llamacpp.ffi.llama_model_params;
import dev.parlance.gguf.GgufFile;
import dev.parlance.gguf.quant.F32;
import dev.parlance.samplers.Samplers;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.testkit.model.ModelSizes;
import dev.parlance.testkit.model.RandomArchitectures;
import dev.parlance.testkit.model.RandomModel;
import dev.parlance.testkit.model.RandomVocabulary;
import dev.parlance.tokenizer.Tokenizer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Supplier;

/** llama.cpp's samplers that learn which tokens were chosen go on as ours do, token after token. */
@AddLifecycleHook(Needed.LibraryHook.class)
class SamplerSequenceOracleTest {
    private static final String SEED = "20250102";
    private static final int RANDOM = 1;
    private static final int VOCABULARY = 600;
    private static final List<String> BREAKERS = List.of("\n", ":", "\"", "*", "qu");

    /** A vocabulary that llama.cpp and our tokenizer have both read. */
    record Vocabulary(MemorySegment llama, Tokenizer tokenizer) {}

    private static @Nullable Vocabulary read;

    private static Vocabulary vocabulary() {
        Vocabulary known = read;
        if (known == null) {
            LlamaLibrary.load(Needed.natives().folder(), LlamaLibrary.BEST);
            RandomModel model = new RandomModel(RandomArchitectures.LLAMA, ModelSizes.SMALL.withVocabulary(VOCABULARY),
                    F32.INSTANCE, 1);
            RandomVocabulary.BYTE_PAIR.addTo(model);
            try (Arena arena = Arena.ofConfined()) {
                Path file = Files.createTempFile("vocabulary", ".gguf");
                model.write(file);
                MemorySegment params = llama_h.llama_model_default_params(arena);
                llama_model_params.vocab_only(params, true);
                MemorySegment loaded = llama_h.llama_model_load_from_file(arena.allocateFrom(file.toString()), params);
                known = new Vocabulary(llama_h.llama_model_get_vocab(loaded),
                        Tokenizer.of(GgufFile.read(file).metadata()));
                Files.delete(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            read = known;
        }
        return known;
    }

    @Provide
    Arbitrary<float[]> logits() {
        return Arbitraries.randomValue(random -> logits(random, 2));
    }

    private static float[] logits(Random random, float spread) {
        float[] logits = new float[VOCABULARY];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) (spread * random.nextGaussian());
        }
        return logits;
    }

    private static Map<Integer, Float> theirs(Supplier<MemorySegment> maker, List<Integer> tokens, float[] logits) {
        try (LlamaSampler sampler = new LlamaSampler(maker)) {
            tokens.forEach(sampler::accept);
            return sampler.apply(logits).logits();
        }
    }

    private static Map<Integer, Float> ours(Sampler sampler, List<Integer> tokens, float[] logits) {
        // Half of them are the prompt.
        int half = tokens.size() / 2;
        Sampler.State state = sampler.newState(
                new SamplingContext(1, vocabulary().tokenizer(), tokens.subList(0, half), Set.of()));
        tokens.subList(half, tokens.size()).forEach(state::accept);
        return SamplerOracleTest.left(state, logits);
    }

    @Property(tries = 200, seed = SEED, edgeCases = EdgeCasesMode.NONE)
    void penalties(@ForAll("logits") float[] logits, @ForAll @Size(max = 150) List<@IntRange(max = 40) Integer> tokens,
            @ForAll @IntRange(min = 1, max = 100) int last, @ForAll @FloatRange(min = 0.5f, max = 2) float repetition,
            @ForAll @FloatRange(min = -1, max = 1) float frequency,
            @ForAll @FloatRange(min = -1, max = 1) float presence) {
        Sampler ours = Samplers.chain(Samplers.repetitionPenalty(repetition, last),
                Samplers.frequencyPenalty(frequency, last), Samplers.presencePenalty(presence, last));
        SamplerOracleTest.assertSame(ours(ours, tokens, logits),
                theirs(() -> llama_h.llama_sampler_init_penalties(VOCABULARY, last, repetition, frequency, presence),
                        tokens, logits),
                // A quotient, a product, a sum and two differences are rounded, none larger than a hundred.
                5 * 100 * 0x1p-24);
    }

    /** Few kinds of tokens, so that they repeat themselves, breakers and parts of breakers among them. */
    @Provide
    Arbitrary<List<Integer>> repetitive() {
        Tokenizer tokenizer = vocabulary().tokenizer();
        List<Integer> letters = List.of("a", "b", "c").stream().map(text -> tokenizer.encode(text)[0]).toList();
        List<Integer> breaking = List.of("\n", ":", "q", "u").stream().map(text -> tokenizer.encode(text)[0]).toList();
        return Arbitraries.frequencyOf(Tuple.of(20, Arbitraries.of(letters)),
                Tuple.of(1, Arbitraries.of(breaking))).list().ofMaxSize(120);
    }

    @Property(tries = 400, seed = SEED, edgeCases = EdgeCasesMode.NONE)
    void dry(@ForAll("logits") float[] logits, @ForAll("repetitive") List<Integer> tokens,
            @ForAll @FloatRange(min = 0.1f, max = 2) float multiplier,
            @ForAll @FloatRange(min = 1.01f, max = 2) float base, @ForAll @IntRange(min = 1, max = 4) int allowed,
            @ForAll @IntRange(min = 1, max = 100) int last) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment breakers = arena.allocate(ValueLayout.ADDRESS, BREAKERS.size());
            for (int i = 0; i < BREAKERS.size(); i++) {
                breakers.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(BREAKERS.get(i)));
            }
            SamplerOracleTest.assertSame(ours(Samplers.dry(multiplier, base, allowed, last, BREAKERS), tokens, logits),
                    theirs(() -> llama_h.llama_sampler_init_dry(vocabulary().llama(), multiplier, base, allowed, last,
                            breakers, BREAKERS.size()), tokens, logits),
                    // The penalty is a product that is rounded, and so is the difference.
                    4 * 0x1p-24);
        }
    }

    /** Logits of which a few stand out, among them now and then those of tokens that begin alike or end the text. */
    @Provide
    Arbitrary<float[]> peaks() {
        Tokenizer tokenizer = vocabulary().tokenizer();
        int[] end = tokenizer.endTokens().stream().mapToInt(Integer::intValue).toArray();
        return Arbitraries.randomValue(random -> {
            float[] logits = logits(random, 2);
            int first = random.nextInt(VOCABULARY);
            for (int token = 0; token < VOCABULARY; token++) {
                String piece = tokenizer.piece(token);
                if (random.nextInt(100) == 0 || (piece.startsWith(tokenizer.piece(first)) && random.nextInt(3) == 0)) {
                    logits[token] += 4 + 6 * random.nextFloat();
                }
            }
            logits[end[random.nextInt(end.length)]] += 8 * random.nextFloat();
            return logits;
        });
    }

    @Property(tries = 300, seed = SEED, edgeCases = EdgeCasesMode.NONE)
    void infill(@ForAll("peaks") float[] logits, @ForAll @IntRange(min = 1, max = 60) int k) {
        Set<Integer> end = vocabulary().tokenizer().endTokens();
        Sampler.State state = Samplers.chain(Samplers.topK(k), Samplers.infill())
                .newState(new SamplingContext(1, vocabulary().tokenizer(), List.of(), end));
        Set<Integer> kept = SamplerOracleTest.left(state, logits).keySet();
        Set<Integer> expected = theirs(() -> {
            MemorySegment chain = llama_h
                    .llama_sampler_chain_init(llama_h.llama_sampler_chain_default_params(Arena.ofAuto()));
            llama_h.llama_sampler_chain_add(chain, llama_h.llama_sampler_init_top_k(k));
            llama_h.llama_sampler_chain_add(chain, llama_h.llama_sampler_init_infill(vocabulary().llama()));
            return chain;
        }, List.of(), logits).keySet();
        if (end.containsAll(expected) && !end.containsAll(kept)) { // it ends with a token that is no candidate; ours can not
            assertThat(kept).isEqualTo(ours(Sampler.greedy(), List.of(), logits).keySet());
        } else if (end.containsAll(expected)) {
            assertThat(end).containsAll(kept);
        } else {
            assertThat(kept).isEqualTo(expected);
        }
    }

    @Property(tries = 30, seed = SEED, edgeCases = EdgeCasesMode.NONE)
    void mirostat2(@ForAll Random random, @ForAll @FloatRange(min = 1, max = 5) float tau,
            @ForAll @FloatRange(min = 0.05f, max = 0.5f) float eta) {
        mirostat(Samplers.mirostat2(tau, eta), () -> llama_h.llama_sampler_init_mirostat_v2(RANDOM, tau, eta), random);
    }

    @Property(tries = 30, seed = SEED, edgeCases = EdgeCasesMode.NONE)
    void mirostat1(@ForAll Random random, @ForAll @FloatRange(min = 1, max = 5) float tau,
            @ForAll @FloatRange(min = 0.05f, max = 0.5f) float eta, @ForAll @IntRange(min = 5, max = 100) int m) {
        mirostat(Samplers.mirostat(tau, eta, m),
                () -> llama_h.llama_sampler_init_mirostat(VOCABULARY, RANDOM, tau, eta, m), random);
    }

    /** llama.cpp chooses; ours learns what, and must keep as many tokens next time. */
    private static void mirostat(Sampler sampler, Supplier<MemorySegment> maker, Random random) {
        Sampler.State ours = sampler
                .newState(new SamplingContext(1, vocabulary().tokenizer(), List.of(), Set.of()));
        try (LlamaSampler theirs = new LlamaSampler(maker)) {
            for (int i = 0; i < 30; i++) {
                float[] logits = logits(random, 3);
                LlamaSampler.Left expected = theirs.apply(logits);
                Map<Integer, Float> left = SamplerOracleTest.left(ours, logits);
                // Single precision may take one more or fewer.
                assertThat(left.size()).isCloseTo(expected.logits().size(), within(1));
                assertThat(left.size() < expected.logits().size() ? expected.logits() : left).containsAllEntriesOf(
                        left.size() < expected.logits().size() ? left : expected.logits());
                ours.accept(expected.selected());
            }
        }
    }

    @Property(tries = 30, seed = SEED, edgeCases = EdgeCasesMode.NONE)
    void adaptiveP(@ForAll Random random, @ForAll @FloatRange(min = 0.05f, max = 0.95f) float target,
            @ForAll @FloatRange(min = 0, max = 0.99f) float decay) {
        Sampler.State ours = Samplers.adaptiveP(target, decay)
                .newState(new SamplingContext(1, vocabulary().tokenizer(), List.of(), Set.of()));
        try (LlamaSampler theirs = new LlamaSampler(
                () -> llama_h.llama_sampler_init_adaptive_p(target, decay, RANDOM))) {
            for (int i = 0; i < 30; i++) {
                float[] logits = logits(random, 5);
                LlamaSampler.Left expected = theirs.apply(logits);
                SortedMap<Integer, Float> left = SamplerOracleTest.left(ours, logits);
                assertThat(left.keySet()).isEqualTo(expected.logits().keySet());
                // The sum of probabilities is off by 2^-24 an entry, and so is the mean of the past; a logit changes by at
                // most 10 / 0.3 times as much as a probability, and is rounded like a number below 64.
                double rounding = (2 * VOCABULARY + 10) * 0x1p-24 * 10 / 0.3 + 0x1p-18;
                left.forEach((token, logit) -> assertThat(logit).isCloseTo(expected.logits().get(token),
                        within((float) rounding)));
                ours.accept(expected.selected());
                theirs.accept(expected.selected());
            }
        }
    }
}
