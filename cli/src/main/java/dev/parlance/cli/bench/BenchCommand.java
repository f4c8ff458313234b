package dev.parlance.cli.bench;

import dev.parlance.LanguageModel;
import dev.parlance.Session;
import dev.parlance.cli.spi.JsonOption;
import dev.parlance.cli.spi.ModelOptions;
import dev.parlance.cli.spi.Stdio;
import dev.parlance.cli.spi.Subcommand;
import dev.parlance.cli.spi.UsageException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Measures engines, each in a JVM of its own, so that none profits from or suffers under another one. */
@Command(name = "bench", description = "Measure how fast engines read and write on this machine.")
public final class BenchCommand implements Subcommand {
    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Option(names = "--synthetic", paramLabel = "SHAPE:FORMAT", description = "Measure with a model of random weights instead, such as llama-1b:Q8_0. It is made once.")
    private @Nullable String synthetic;

    @Option(names = "--repetitions", paramLabel = "N", description = "How often each test is repeated. Default: 5.")
    private int repetitions = 5;

    @Option(names = "--worker", hidden = true, description = "Measure this engine in this JVM.")
    private @Nullable String worker;

    @Mixin
    private final JsonOption json = new JsonOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run(Stdio stdio) throws IOException {
        UsageException.checkAtLeast(1, "--repetitions", repetitions);
        Path file = synthetic == null ? model.file() : SyntheticModel.file(synthetic);
        if (worker != null) {
            measure(worker, file, stdio);
            return;
        }
        List<Measurement> all = new ArrayList<>();
        for (String engine : engines(file)) {
            Worker.run(arguments(engine), stdio, all::add);
        }
        if (json.wanted()) {
            JsonOption.print(stdio, all);
        } else {
            stdio.print(BenchTable.of(all));
        }
    }

    private void measure(String engine, Path file, Stdio stdio) {
        try (LanguageModel loaded = model.settings().file(file).engine(engine).load();
                Session session = loaded.newSession()) {
            new EngineRun(loaded, session, model.threads(), repetitions, result -> JsonOption.print(stdio, result))
                    .run();
        }
    }

    private List<String> engines(Path file) {
        return model.engine().map(names -> List.of(names.split(",")))
                .orElseGet(() -> model.settings().file(file).plan().candidates().stream()
                        .filter(engine -> engine.supported())
                        .map(engine -> engine.engine()).toList());
    }

    private List<String> arguments(String engine) {
        List<String> arguments = new ArrayList<>();
        if (spec != null) {
            arguments.addAll(spec.root().commandLine().getParseResult().originalArgs());
        }
        arguments.addAll(List.of("--worker", engine));
        return arguments;
    }
}
