package dev.parlance.benchmarks;

import dev.parlance.LanguageModel;
import dev.parlance.engine.llamacpp.ffi.llama_h;
import dev.parlance.engine.llamacpp.ffi.llama_logit_bias;
import dev.parlance.engine.llamacpp.ffi.llama_token_data;
import dev.parlance.engine.llamacpp.ffi.llama_token_data_array;
import dev.parlance.internal.Draw;
import dev.parlance.samplers.Samplers;
import dev.parlance.sampling.Candidates;
import dev.parlance.sampling.Sampler;
import dev.parlance.sampling.SamplingContext;
import dev.parlance.testkit.sampling.NumberTokenizer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Choosing a token from {@value #TOKENS} candidates, with all that belongs to it: from logits in an array to the id that was
 * drawn. {@code llamaCpp} is the same with llama.cpp's samplers, for specs of which it has the like.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class SamplerBenchmark {
    static final int TOKENS = 256_000;

    /** The samplers. */
    @Param({"", "greedy", "temperature=0.8", "dynamic-temperature", "top-k=40", "top-p=0.95", "min-p=0.05",
            "typical=0.95", "top-n-sigma=1", "xtc=1", "mirostat", "mirostat-2", "adaptive-p=0.5", "logit-bias=3:1",
            "llama.cpp"})
    public String spec = "llama.cpp";

    private final float[][] logits = new float[8][TOKENS];
    private final Candidates candidates = new Candidates(TOKENS);
    private final Draw draw = new Draw(1);
    private int next;
    private Sampler.State ours = Sampler.greedy()
            .newState(new SamplingContext(1, new NumberTokenizer(), List.of(), Set.of()));
    private MemorySegment theirs = MemorySegment.NULL;
    private MemorySegment[] templates = new MemorySegment[0];
    private MemorySegment data = MemorySegment.NULL;
    private MemorySegment array = MemorySegment.NULL;

    /** Makes logits as models give them, of standard deviation 2, and both samplers. */
    @Setup
    public void prepare() {
        Random random = new Random(1);
        for (float[] one : logits) {
            for (int i = 0; i < TOKENS; i++) {
                one[i] = (float) (2 * random.nextGaussian());
            }
        }
        ours = Samplers.parse(spec).newState(new SamplingContext(1, new NumberTokenizer(), List.of(), Set.of()));
        LanguageModel.builder().engine("native").devices(); // loads llama.cpp
        theirs = llama_h.llama_sampler_chain_init(llama_h.llama_sampler_chain_default_params(Arena.global()));
        for (MemorySegment sampler : llamaSamplers()) {
            llama_h.llama_sampler_chain_add(theirs, sampler);
        }
        data = Arena.global().allocate(llama_token_data.layout(), TOKENS);
        array = Arena.global().allocate(llama_token_data_array.layout());
        templates = new MemorySegment[logits.length];
        for (int i = 0; i < templates.length; i++) {
            templates[i] = Arena.global().allocate(llama_token_data.layout(), TOKENS);
            for (int token = 0; token < TOKENS; token++) {
                MemorySegment one = llama_token_data.asSlice(templates[i], token);
                llama_token_data.id(one, token);
                llama_token_data.logit(one, logits[i][token]);
            }
        }
    }

    private List<MemorySegment> llamaSamplers() {
        MemorySegment dist = llama_h.llama_sampler_init_dist(1);
        return switch (spec) {
            case "" -> List.of(dist);
            case "greedy" -> List.of(llama_h.llama_sampler_init_greedy());
            case "temperature=0.8" -> List.of(llama_h.llama_sampler_init_temp(0.8f), dist);
            case "dynamic-temperature" -> List.of(llama_h.llama_sampler_init_temp_ext(0.8f, 0.5f, 1), dist);
            case "top-k=40" -> List.of(llama_h.llama_sampler_init_top_k(40), dist);
            case "top-p=0.95" -> List.of(llama_h.llama_sampler_init_top_p(0.95f, 0), dist);
            case "min-p=0.05" -> List.of(llama_h.llama_sampler_init_min_p(0.05f, 0), dist);
            case "typical=0.95" -> List.of(llama_h.llama_sampler_init_typical(0.95f, 0), dist);
            case "top-n-sigma=1" -> List.of(llama_h.llama_sampler_init_top_n_sigma(1), dist);
            case "xtc=1" -> List.of(llama_h.llama_sampler_init_xtc(1, 0.1f, 0, 1), dist);
            case "mirostat" -> List.of(llama_h.llama_sampler_init_mirostat(TOKENS, 1, 5, 0.1f, 100));
            case "mirostat-2" -> List.of(llama_h.llama_sampler_init_mirostat_v2(1, 5, 0.1f));
            case "adaptive-p=0.5" -> List.of(llama_h.llama_sampler_init_adaptive_p(0.5f, 0.9f, 1));
            case "logit-bias=3:1" -> {
                MemorySegment bias = llama_logit_bias.allocate(Arena.global());
                llama_logit_bias.token(bias, 3);
                llama_logit_bias.bias(bias, 1);
                yield List.of(llama_h.llama_sampler_init_logit_bias(TOKENS, 1, bias), dist);
            }
            case "llama.cpp" -> List.of(llama_h.llama_sampler_init_top_k(40),
                    llama_h.llama_sampler_init_top_p(0.95f, 0), llama_h.llama_sampler_init_min_p(0.05f, 0),
                    llama_h.llama_sampler_init_temp(0.8f), dist);
            default -> throw new IllegalArgumentException("spec: " + spec + " has no opponent");
        };
    }

    /** Chooses with ours. */
    @Benchmark
    public int parlance() {
        candidates.reset(logits[next++ % logits.length]);
        ours.apply(candidates);
        int token = draw.next(candidates);
        ours.accept(token);
        return token;
    }

    /** Chooses with llama.cpp's. Its array is filled by one copy, which is faster than its own loop. */
    @Benchmark
    public int llamaCpp() {
        data.copyFrom(templates[next++ % templates.length]);
        llama_token_data_array.data(array, data);
        llama_token_data_array.size(array, TOKENS);
        llama_token_data_array.selected(array, -1);
        llama_token_data_array.sorted(array, false);
        llama_h.llama_sampler_apply(theirs, array);
        long begin = llama_token_data_array.data(array).address() - data.address(); // what xtc excludes stands before it
        long index = llama_token_data_array.selected(array);
        return llama_token_data.id(data.asSlice(begin + index * llama_token_data.sizeof()));
    }
}
