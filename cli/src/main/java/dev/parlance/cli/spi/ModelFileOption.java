package dev.parlance.cli.spi;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

import java.nio.file.Path;

/** The option that says which model to use, for commands that load no weights; others take {@link ModelOptions}. */
public final class ModelFileOption {
    @Option(names = "--model", paramLabel = "FILE", description = "The model: a GGUF file; of a split one the first part.")
    private @Nullable Path model;

    /** Makes the group with its defaults, to be a command's {@code @Mixin}. */
    public ModelFileOption() {}

    /**
     * Returns the model file.
     *
     * @throws UsageException if none is given
     */
    public Path file() {
        if (model == null) {
            throw new UsageException("no model; pass a GGUF file with --model FILE");
        }
        return model;
    }
}
