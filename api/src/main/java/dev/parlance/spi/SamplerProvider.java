package dev.parlance.spi;

import dev.parlance.sampling.Sampler;

import java.util.List;

/**
 * Brings a sampler that spec strings can name, such as {@code top-k=40} or {@code my-sampler(strength=0.3)}.
 *
 * @implSpec A provider is cheap to make and thread-safe, and always gives the same answers.
 */
public interface SamplerProvider {

    /**
     * Returns the name that spec strings use: lower-case letters, digits, {@code -}, {@code .} and {@code _}, a letter
     * first. Where two providers have one name, the first on the class path is taken.
     */
    String name();

    /** Returns what the sampler does, in one line, for people who choose one. */
    String description();

    /** Returns its parameters, the main one, which {@code name=value} sets, first. May be empty. */
    List<SamplerParameter<?>> parameters();

    /**
     * Makes the sampler.
     *
     * @param arguments a value for each of {@link #parameters}, in its range
     * @throws IllegalArgumentException if the values do not fit together; the message is shown to users
     */
    Sampler create(SamplerArguments arguments);
}
