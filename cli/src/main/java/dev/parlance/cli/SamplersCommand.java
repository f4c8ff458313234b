package dev.parlance.cli;

import dev.parlance.cli.spi.JsonOption;
import dev.parlance.cli.spi.Stdio;
import dev.parlance.cli.spi.Subcommand;
import dev.parlance.samplers.Samplers;
import dev.parlance.spi.SamplerParameter;
import dev.parlance.spi.SamplerProvider;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.List;

/** Shows the samplers that {@code --sampler} can name, those of others on the class path included. */
@Command(name = "samplers", description = "Show the samplers that --sampler can name.", footer = {"",
        "A spec names samplers in the order in which they apply: top-k=40,temperature=0.8.",
        "NAME=VALUE sets the first parameter, NAME(PARAMETER=VALUE,...) any, NAME alone none.",
        "A jar with a service of type dev.parlance.spi.SamplerProvider adds more; put it into",
        "the class path with PARLANCE_CLASSPATH."})
public final class SamplersCommand implements Subcommand {
    @Mixin
    private final JsonOption json = new JsonOption();

    /**
     * A sampler for {@code --json}.
     *
     * @param provider the class that brings it
     */
    record Described(String name, String description, String provider, List<DescribedParameter> parameters) {
        static Described of(SamplerProvider sampler) {
            return new Described(sampler.name(), sampler.description(), sampler.getClass().getName(),
                    sampler.parameters().stream().map(DescribedParameter::of).toList());
        }
    }

    /**
     * A parameter for {@code --json}.
     *
     * @param defaultValue as a spec writes it, or null if a value must be given
     */
    record DescribedParameter(String name, String description, String range, @Nullable String defaultValue) {
        static DescribedParameter of(SamplerParameter<?> parameter) {
            return new DescribedParameter(parameter.name(), parameter.description(), parameter.range(),
                    parameter.defaultText().orElse(null));
        }
    }

    @Override
    public void run(Stdio stdio) {
        List<SamplerProvider> samplers = Samplers.available();
        if (json.wanted()) {
            JsonOption.print(stdio, samplers.stream().map(Described::of).toList());
        } else {
            stdio.print(table(samplers));
        }
    }

    private static String table(List<SamplerProvider> samplers) {
        Table table = new Table(Table.Align.LEFT, Table.Align.LEFT);
        for (SamplerProvider sampler : samplers) {
            table.row(Visible.escape(sampler.name()), sampler.description());
            for (SamplerParameter<?> parameter : sampler.parameters()) {
                table.row("  " + Visible.escape(parameter.name()), "  " + parameter.description() + "; "
                        + parameter.range() + parameter.defaultText().map(text -> ", default " + text).orElse(""));
            }
        }
        return table.toString();
    }
}
