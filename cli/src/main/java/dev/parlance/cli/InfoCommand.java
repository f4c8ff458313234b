package dev.parlance.cli;

import dev.parlance.EngineCoverage;
import dev.parlance.EngineDevices;
import dev.parlance.LoadPlan;
import dev.parlance.cli.spi.JsonOption;
import dev.parlance.cli.spi.ModelOptions;
import dev.parlance.cli.spi.Stdio;
import dev.parlance.cli.spi.Subcommand;
import dev.parlance.gguf.GgufFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.List;

/**
 * Shows what is in a model file, which engine would load it and what memory that takes; or what the engines can compute
 * on, or which models they have the code for. Loads no weights.
 */
@Command(name = "info", description = "Show what is in a model file, and which engine would load it.")
public final class InfoCommand implements Subcommand {
    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Option(names = "--devices", description = "Show what the engines can compute on instead; needs no model.")
    private boolean devices;

    @Option(names = "--supported", description = "Show which architectures and formats each engine has instead; needs no model.")
    private boolean supported;

    @Mixin
    private final JsonOption json = new JsonOption();

    @Override
    public void run(Stdio stdio) {
        if (devices) {
            List<EngineDevices> engines = model.settings().devices();
            if (json.wanted()) {
                JsonOption.print(stdio, engines);
            } else {
                stdio.print(DevicesText.of(engines));
            }
            return;
        }
        if (supported) {
            List<EngineCoverage> engines = model.settings().coverage();
            if (json.wanted()) {
                JsonOption.print(stdio, engines);
            } else {
                stdio.print(CoverageText.of(engines));
            }
            return;
        }
        GgufFile file = GgufFile.read(model.file());
        LoadPlan plan = model.builder().plan();
        if (json.wanted()) {
            JsonOption.print(stdio, InfoJson.of(file, plan));
        } else {
            stdio.print(InfoText.of(file, plan));
        }
    }
}
