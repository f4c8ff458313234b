package dev.parlance.cli.spi;

import dev.parlance.model.stories.StoriesModel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

import java.nio.file.Path;

/** The option that says which model to use, for commands that load no weights; others take {@link ModelOptions}. */
public final class ModelFileOption {
    @Option(names = "--model", paramLabel = "FILE", description = "The model: a GGUF file; of a split one the first part. Default: the bundled model, which tells simple stories.")
    private @Nullable Path model;

    /** Makes the group with its defaults, to be a command's {@code @Mixin}. */
    public ModelFileOption() {}

    /**
     * Returns the model file: the one given, or that of the bundled model.
     *
     * @throws java.io.UncheckedIOException if the bundled model can be written nowhere
     */
    public Path file() {
        return model == null ? StoriesModel.file() : model;
    }
}
