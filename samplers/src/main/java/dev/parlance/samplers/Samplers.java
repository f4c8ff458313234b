package dev.parlance.samplers;

import dev.parlance.samplers.internal.AdaptiveP;
import dev.parlance.samplers.internal.BannedStrings;
import dev.parlance.samplers.internal.Chain;
import dev.parlance.samplers.internal.Dry;
import dev.parlance.samplers.internal.DynamicTemperature;
import dev.parlance.samplers.internal.FrequencyPenalty;
import dev.parlance.samplers.internal.Infill;
import dev.parlance.samplers.internal.LogitBias;
import dev.parlance.samplers.internal.MinP;
import dev.parlance.samplers.internal.Mirostat;
import dev.parlance.samplers.internal.Mirostat2;
import dev.parlance.samplers.internal.NamedSamplers;
import dev.parlance.samplers.internal.PresencePenalty;
import dev.parlance.samplers.internal.RepetitionPenalty;
import dev.parlance.samplers.internal.SpecParser;
import dev.parlance.samplers.internal.Temperature;
import dev.parlance.samplers.internal.TopK;
import dev.parlance.samplers.internal.TopNSigma;
import dev.parlance.samplers.internal.TopP;
import dev.parlance.samplers.internal.Typical;
import dev.parlance.samplers.internal.Xtc;
import dev.parlance.sampling.Sampler;
import dev.parlance.spi.SamplerProvider;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
     * A temperature that grows with the uncertainty of the model: from temperature - range (but not below 0), where one
     * token has all the probability, to temperature + range, where all candidates are equally probable; in between it
     * follows the entropy, as a fraction of the greatest possible, to the power of the exponent.
     *
     * @param temperature finite, at least 0
     * @param range finite, at least 0
     * @param exponent finite, at least 0; 1 is usual
     * @throws IllegalArgumentException if a value is out of range
     */
    public static Sampler dynamicTemperature(float temperature, float range, float exponent) {
        return new DynamicTemperature(temperature, range, exponent);
    }

    /**
     * Keeps the fewest tokens whose probabilities together reach p, those first whose information -ln p<sub>i</sub> is
     * nearest to the entropy: locally typical sampling.
     *
     * @param p more than 0, at most 1; 1 keeps all
     * @throws IllegalArgumentException if it is out of range
     */
    public static Sampler typical(float p) {
        return new Typical(p);
    }

    /**
     * Keeps the tokens whose logits are within n standard deviations of the best.
     *
     * @param n more than 0, finite
     * @throws IllegalArgumentException if it is out of range
     */
    public static Sampler topNSigma(float n) {
        return new TopNSigma(n);
    }

    /**
     * Excludes top choices: at random, takes away all tokens of a probability of at least the threshold but the least
     * probable of them.
     *
     * @param probability how often, from 0 to 1
     * @param threshold from 0 to 0.5
     * @throws IllegalArgumentException if a value is out of range
     */
    public static Sampler xtc(float probability, float threshold) {
        return new Xtc(probability, threshold);
    }

    /**
     * Keeps as many of the most probable tokens as hold the average surprise at a number of bits, by an estimate from the
     * m most probable: mirostat, version 1. The last of a chain, so that it learns the probability that a token was drawn
     * with.
     *
     * @param tau the average surprise, -log<sub>2</sub> p, in bits; more than 0, finite; 5 is usual
     * @param eta the learning rate; more than 0, finite; 0.1 is usual
     * @param m at least 2; 100 is usual
     * @throws IllegalArgumentException if a value is out of range
     */
    public static Sampler mirostat(float tau, float eta, int m) {
        return new Mirostat(tau, eta, m);
    }

    /**
     * Keeps the tokens that surprise by no more than holds the average surprise at a number of bits: mirostat, version 2.
     * The last of a chain, so that it learns the probability that a token was drawn with.
     *
     * @param tau the average surprise, -log<sub>2</sub> p, in bits; more than 0, finite; 5 is usual
     * @param eta the learning rate; more than 0, finite; 0.1 is usual
     * @throws IllegalArgumentException if a value is out of range
     */
    public static Sampler mirostat2(float tau, float eta) {
        return new Mirostat2(tau, eta);
    }

    /**
     * Prefers tokens whose probability is near a target, which adapts so that chosen tokens have it on average: adaptive-p.
     * Takes the place of a temperature, at the end of a chain; before it should stand a filter, such as {@link #minP}.
     *
     * @param target from 0 to 1; 0.3 to 0.8 is usual
     * @param decay from 0 to 0.99: about 1 / (1 - decay) tokens are remembered; 0.9 is usual
     * @throws IllegalArgumentException if a value is out of range
     */
    public static Sampler adaptiveP(float target, float decay) {
        return new AdaptiveP(target, decay);
    }

    /**
     * Makes tokens that are there already less probable: divides their logits by the penalty if positive, and multiplies
     * them otherwise.
     *
     * @param penalty more than 0, finite; 1 changes nothing, 1.1 is usual
     * @param last how many of the last tokens count, those of the prompt among them; at least 1
     * @throws IllegalArgumentException if a value is out of range
     */
    public static Sampler repetitionPenalty(float penalty, int last) {
        return new RepetitionPenalty(penalty, last);
    }

    /**
     * Makes tokens less probable each time that they come: subtracts the penalty from their logits as often as they are
     * there.
     *
     * @param penalty finite; 0 changes nothing
     * @param last how many of the last tokens count, those of the prompt among them; at least 1
     * @throws IllegalArgumentException if a value is out of range
     */
    public static Sampler frequencyPenalty(float penalty, int last) {
        return new FrequencyPenalty(penalty, last);
    }

    /**
     * Makes tokens that are there already less probable: subtracts the penalty from their logits, once.
     *
     * @param penalty finite; 0 changes nothing
     * @param last how many of the last tokens count, those of the prompt among them; at least 1
     * @throws IllegalArgumentException if a value is out of range
     */
    public static Sampler presencePenalty(float penalty, int last) {
        return new PresencePenalty(penalty, last);
    }

    /**
     * Makes tokens that would go on with a repeated sequence less probable, the more the longer it is: a token before which
     * n tokens would be repeated loses multiplier &middot; base<sup>n - allowed</sup> of its logit, if n is at least what is
     * allowed. Known as DRY, "don't repeat yourself".
     *
     * @param multiplier finite, at least 0; 0.8 is usual
     * @param base finite, at least 1; 1.75 is usual
     * @param allowed at least 1; 2 is usual
     * @param last how many of the last tokens are looked at, those of the prompt among them; at least 1
     * @param breakers strings over which no sequence reaches, such as a newline; none empty
     * @throws IllegalArgumentException if a value is out of range
     */
    public static Sampler dry(float multiplier, float base, int allowed, int last, List<String> breakers) {
        return new Dry(multiplier, base, allowed, last, breakers);
    }

    /**
     * For filling a gap in a text, behind {@link #topK} and {@link #topP}: keeps only end tokens if these are probable
     * enough, takes tokens of which one begins like the other for one, and then keeps those that are probable.
     */
    public static Sampler infill() {
        return new Infill();
    }

    /**
     * Adds numbers to the logits of some tokens.
     *
     * @param biases by token id, at least 0; finite, or negative infinity, which forbids the token
     * @throws IllegalArgumentException if an id or a number is out of range; an id that the vocabulary has not is found when
     *     a generation begins
     */
    public static Sampler logitBias(Map<Integer, Float> biases) {
        return new LogitBias(new TreeMap<>(biases));
    }

    /**
     * Keeps strings out of the generated text, also where they span tokens. It should stand before samplers that keep few
     * tokens: where they left only tokens that would complete a string, one of these is taken.
     *
     * @param strings compared as they are, letter case included; none empty
     * @throws IllegalArgumentException if one is empty
     */
    public static Sampler bannedStrings(String... strings) {
        return new BannedStrings(List.of(strings));
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
     * creative,banned-strings=cat|dog
     * my-sampler(strength=0.3,words=one|two)
     * }</pre>
     *
     * <p>Some names stand for whole chains: {@code default} is what is done where nothing is said, {@code precise} is for
     * facts and code, {@code creative} for stories, and {@code llama.cpp} is what the tools of llama.cpp do by default.
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
