import dev.parlance.samplers.internal.AdaptiveP;
import dev.parlance.samplers.internal.BannedStrings;
import dev.parlance.samplers.internal.Dry;
import dev.parlance.samplers.internal.DynamicTemperature;
import dev.parlance.samplers.internal.FrequencyPenalty;
import dev.parlance.samplers.internal.GreedyProvider;
import dev.parlance.samplers.internal.Infill;
import dev.parlance.samplers.internal.LogitBias;
import dev.parlance.samplers.internal.MinP;
import dev.parlance.samplers.internal.Mirostat;
import dev.parlance.samplers.internal.Mirostat2;
import dev.parlance.samplers.internal.PresencePenalty;
import dev.parlance.samplers.internal.Preset;
import dev.parlance.samplers.internal.RepetitionPenalty;
import dev.parlance.samplers.internal.Temperature;
import dev.parlance.samplers.internal.TopK;
import dev.parlance.samplers.internal.TopNSigma;
import dev.parlance.samplers.internal.TopP;
import dev.parlance.samplers.internal.Typical;
import dev.parlance.samplers.internal.Xtc;
import dev.parlance.spi.SamplerProvider;
import org.jspecify.annotations.NullMarked;

/** The samplers of Parlance, and the spec strings that name them and those of others. */
@NullMarked module dev.parlance.samplers {
    requires transitive dev.parlance.api;
    requires org.slf4j;

    exports dev.parlance.samplers;

    uses SamplerProvider;

    provides SamplerProvider
            with GreedyProvider, Temperature.Provider, DynamicTemperature.Provider, TopK.Provider, TopP.Provider,
            MinP.Provider, Typical.Provider, TopNSigma.Provider, Xtc.Provider, Mirostat.Provider, Mirostat2.Provider,
            AdaptiveP.Provider, Infill.Provider, RepetitionPenalty.Provider, FrequencyPenalty.Provider,
            PresencePenalty.Provider, Dry.Provider, LogitBias.Provider, BannedStrings.Provider, Preset.Default,
            Preset.Precise, Preset.Creative, Preset.LlamaCpp;
}
