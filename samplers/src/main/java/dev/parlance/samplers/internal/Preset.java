package dev.parlance.samplers.internal;

import dev.parlance.sampling.Sampler;
import dev.parlance.spi.SamplerArguments;
import dev.parlance.spi.SamplerParameter;
import dev.parlance.spi.SamplerProvider;

import java.util.List;

/** A name for a chain of samplers. In a spec string it stands for that chain. */
public abstract class Preset implements SamplerProvider {
    private final String name;
    private final String purpose;
    private final Sampler sampler;

    private Preset(String name, String purpose, Sampler... samplers) {
        this.name = name;
        this.purpose = purpose;
        this.sampler = Chain.of(List.of(samplers));
    }

    /** What is done where nothing is said. */
    public static final class Default extends Preset {
        /** Makes it. */
        public Default() {
            super("default", "what is done where nothing is said", Sampler.greedy());
        }
    }

    /** Few tokens, and those as the model weighs them or clearer: for facts, code and extraction. */
    public static final class Precise extends Preset {
        /** Makes it. */
        public Precise() {
            super("precise", "for facts and code", new MinP(0.1f), new Temperature(0.3f));
        }
    }

    /** Livelier than the model, without its worst tokens and without its loops: for stories. */
    public static final class Creative extends Preset {
        /** Makes it. */
        public Creative() {
            super("creative", "for stories", new Dry(0.8f, 1.75f, 2, 1024, Dry.DEFAULT_BREAKERS), new MinP(0.05f),
                    new Xtc(0.5f, 0.1f));
        }
    }

    /** What the tools of llama.cpp do where nothing is said. */
    public static final class LlamaCpp extends Preset {
        /** Makes it. */
        public LlamaCpp() {
            super("llama.cpp", "what the tools of llama.cpp do where nothing is said", new TopK(40), new TopP(0.95f),
                    new MinP(0.05f), new Temperature(0.8f));
        }
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final String description() {
        return "preset, " + purpose + ": " + sampler;
    }

    @Override
    public final List<SamplerParameter<?>> parameters() {
        return List.of();
    }

    @Override
    public final Sampler create(SamplerArguments arguments) {
        return sampler;
    }
}
