package dev.parlance.samplers.plugin;

import dev.parlance.sampling.Sampler;
import dev.parlance.spi.SamplerArguments;
import dev.parlance.spi.SamplerParameter;
import dev.parlance.spi.SamplerProvider;

import java.util.List;

/** Providers that must not keep others from working. */
public abstract class Broken implements SamplerProvider {

    /** Can not be made. */
    public static final class Constructor extends Broken {
        public Constructor() {
            throw new IllegalStateException("no constructor today");
        }
    }

    /** Wants a class that is not there. */
    public static final class Linkage extends Broken {
        public Linkage() {
            throw new NoClassDefFoundError("com/example/Missing");
        }
    }

    /** Can be made, and then fails. */
    public static final class Name extends Broken {
        @Override
        public String name() {
            throw new UnsupportedOperationException("no name today");
        }
    }

    /** Wants the name of another. */
    public static final class Impostor extends Broken {
        @Override
        public String name() {
            return "avoid";
        }
    }

    @Override
    public String name() {
        return "broken";
    }

    @Override
    public String description() {
        return "does nothing";
    }

    @Override
    public List<SamplerParameter<?>> parameters() {
        return List.of();
    }

    @Override
    public Sampler create(SamplerArguments arguments) {
        return Sampler.greedy();
    }
}
