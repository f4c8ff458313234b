import dev.parlance.samplers.internal.GreedyProvider;
import dev.parlance.samplers.internal.MinP;
import dev.parlance.samplers.internal.Temperature;
import dev.parlance.samplers.internal.TopK;
import dev.parlance.samplers.internal.TopP;
import dev.parlance.spi.SamplerProvider;
import org.jspecify.annotations.NullMarked;

/** The samplers of Parlance, and the spec strings that name them and those of others. */
@NullMarked module dev.parlance.samplers {
    requires transitive dev.parlance.api;
    requires org.slf4j;

    exports dev.parlance.samplers;

    uses SamplerProvider;

    provides SamplerProvider with GreedyProvider, Temperature.Provider, TopK.Provider, TopP.Provider, MinP.Provider;
}
