package dev.parlance.cli.bench;

import dev.parlance.LanguageModel;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Measures engines, each in a JVM of its own, so that none profits from or suffers under another one. */
@Command(name = "bench", description = "Measure how fast engines read and write on this machine. --engine takes several here, with commas, and native:icelake for one of llama.cpp's CPU variants.")
public final class BenchCommand implements Subcommand {
    /** Separates the native engine's name and a variant of its CPU kernels. */
    private static final char VARIANT = ':';

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Option(names = "--synthetic", paramLabel = "SHAPE:FORMAT", description = "Measure with a model of random weights instead, such as llama-1b:Q8_0. It is made once.")
    private @Nullable String synthetic;

    @Option(names = "--repetitions", paramLabel = "N", description = "How often each test is repeated. Default: 5.")
    private int repetitions = 5;

    @Option(names = "--tests", split = ",", paramLabel = "TEST", description = "What is measured: pp128 reads a prompt of 128 tokens, tg64 generates 64, tg64@d2048 does after 2,048 others, tg64x8 in eight sessions together, cold-pp128 is the first thing that a JVM does. Default: "
            + BenchTest.DEFAULT + ".")
    private List<String> tests = List.of(BenchTest.DEFAULT.split(",", -1));

    @Option(names = "--svg", paramLabel = "FILE", description = "Write the results as a picture, too.")
    private @Nullable Path picture;

    @Option(names = "--worker", hidden = true, description = "Measure this engine in this JVM.")
    private @Nullable String worker;

    @Mixin
    private final JsonOption json = new JsonOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run(Stdio stdio) throws IOException {
        UsageException.checkAtLeast(1, "--repetitions", repetitions);
        List<BenchTest> wanted = BenchTest.named(tests);
        Path file = synthetic == null ? model.file() : SyntheticModel.file(synthetic);
        if (worker != null) {
            measure(worker, file, wanted, stdio);
            return;
        }
        List<Measurement> all = new ArrayList<>();
        for (String engine : engines(file)) {
            Worker.run(arguments(engine), stdio, all::add);
        }
        if (picture != null) {
            Files.writeString(picture, BenchPicture.of(all));
        }
        if (json.wanted()) {
            JsonOption.print(stdio, all);
        } else {
            double limit = ReadLimit.bytesPerSecond(model.threads());
            stdio.print(new BenchTable(all, WeightBytes.perToken(file), limit).toString());
        }
    }

    private void measure(String name, Path file, List<BenchTest> wanted, Stdio stdio) {
        int variant = name.indexOf(VARIANT);
        LanguageModel.Builder settings = model.settings().file(file)
                .engine(variant < 0 ? name : name.substring(0, variant));
        if (variant >= 0) {
            settings.option("llamacpp.cpu-variant", name.substring(variant + 1));
        }
        settings.maxSessions(wanted.stream().mapToInt(BenchTest::sessions).max().orElse(1));
        try (LanguageModel loaded = settings.load()) {
            new EngineRun(loaded, name, model.threads(), repetitions, result -> JsonOption.print(stdio, result))
                    .run(wanted);
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
