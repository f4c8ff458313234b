package dev.parlance.samplers;

import dev.parlance.samplers.internal.Chain;
import dev.parlance.samplers.internal.MinP;
import dev.parlance.samplers.internal.NamedSamplers;
import dev.parlance.samplers.internal.SpecParser;
import dev.parlance.samplers.internal.Temperature;
import dev.parlance.samplers.internal.TopK;
import dev.parlance.samplers.internal.TopP;
import dev.parlance.sampling.Sampler;
import dev.parlance.spi.SamplerProvider;

import java.util.List;

/**
 * The samplers of the library, and of all others on the class path by name.
 *
 * <pre>{@code
 * Sampler sampler = Samplers.chain(Samplers.topK(40), Samplers.topP(0.95f), Samplers.temperature(0.8f));
 * Sampler same = Samplers.parse("top-k=40,top-p=0.95,temperature=0.8");
 * }</pre>
 *
 * <p>All are immutable, equal if they do the same, and written by {@link Object#toString} as the spec string that
 * {@link #parse} reads. In the formulas, p<sub>i</sub> is the soft-max of the logits of the candidates that are left.
 */
public final class Samplers {
    private Samplers() {}

    /**
     * Divides the logits by a temperature, so that p<sub>i</sub> becomes proportional to
     * p<sub>i</sub><sup>1/temperature</sup>: below 1 the probable becomes more probable, above 1 less.
     *
     * @param temperature finite, at least 0; 0 does the same as {@link Sampler#greedy()}
     * @throws IllegalArgumentException if it is out of range
     */
    public static Sampler temperature(float temperature) {
        return new Temperature(temperature);
    }

    /**
     * Keeps the k most probable tokens; of equally probable ones those with the smallest ids.
     *
     * @param k at least 1; all stay if there are not that many
     * @throws IllegalArgumentException if it is out of range
     */
    public static Sampler topK(int k) {
        return new TopK(k);
    }

    /**
     * Keeps the fewest most probable tokens whose probabilities together reach p, also called nucleus sampling.
     *
     * @param p more than 0, at most 1; 1 keeps all
     * @throws IllegalArgumentException if it is out of range
     */
    public static Sampler topP(float p) {
        return new TopP(p);
    }

    /**
     * Keeps the tokens that are at least p times as probable as the most probable one.
     *
     * @param p more than 0, at most 1
     * @throws IllegalArgumentException if it is out of range
     */
    public static Sampler minP(float p) {
        return new MinP(p);
    }

    /**
     * Applies samplers one after the other, in the order given. A chain of one is that sampler, a chain in a chain is the
     * same as its parts, and an empty chain changes nothing, so that tokens are drawn with the model's probabilities.
     */
    public static Sampler chain(Sampler... samplers) {
        return Chain.of(List.of(samplers));
    }

    /**
     * Makes the sampler that a spec string describes: samplers separated by commas, in the order in which they apply.
     *
     * <pre>{@code
     * top-k=40,top-p=0.95,temperature=0.8
     * greedy
     * my-sampler(strength=0.3,words=one|two)
     * }</pre>
     *
     * <p>{@code name=value} sets the main parameter, {@code name(parameter=value,...)} any; those not mentioned have
     * their defaults, all of them with {@code name} alone. White space around names and values does not count. In a
     * value, {@code , ) |} and white space at the ends are written with a backslash before them, as is the backslash
     * itself; {@code \n} is a newline and {@code \t} a tab. An empty string is the empty chain.
     *
     * @throws IllegalArgumentException if the spec is malformed, a name unknown or a value bad; the message says what
     *     exists or what is expected
     */
    public static Sampler parse(String spec) {
        return SpecParser.parse(spec, NamedSamplers.find());
    }

    /**
     * Returns the providers of all samplers that {@link #parse} knows, by name: those of this library and of every other
     * one on the class path. Ones that can not be used are left out, and logged as a warning.
     */
    public static List<SamplerProvider> available() {
        return List.copyOf(NamedSamplers.find().byName().values());
    }
}
