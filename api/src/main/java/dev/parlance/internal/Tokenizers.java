package dev.parlance.internal;

import dev.parlance.ModelLoadException;
import dev.parlance.ParlanceException;
import dev.parlance.spi.ModelMetadata;
import dev.parlance.spi.TokenizerProvider;
import dev.parlance.tokenizer.Tokenizer;

import java.util.ServiceLoader;

/** Finds the tokenizer that a model's metadata describe. */
public final class Tokenizers {
    private Tokenizers() {}

    /**
     * Makes the tokenizer with the provider of the highest priority.
     *
     * @throws ModelLoadException if there is none, listing those found, or if it fails
     * @throws dev.parlance.ModelFormatException if the metadata are inconsistent
     */
    public static Tokenizer create(ModelMetadata metadata) {
        Answers<TokenizerProvider> answers = Answers.ask(
                Providers.discover(loader -> ServiceLoader.load(TokenizerProvider.class, loader)),
                TokenizerProvider::name, provider -> provider.supports(metadata));
        TokenizerProvider provider = answers.best().orElseThrow(() -> refusal(metadata, answers));
        try {
            return provider.create(metadata);
        } catch (ParlanceException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            throw new ModelLoadException("tokenizer '" + provider.name() + "' failed: " + Providers.describe(e), e);
        }
    }

    private static ModelLoadException refusal(ModelMetadata metadata, Answers<TokenizerProvider> answers) {
        ModelLoadException refusal = new ModelLoadException("no tokenizer for the vocabulary '"
                + metadata.string("tokenizer.ggml.model", "(none)") + "'; " + (answers.all().isEmpty()
                        ? "none was found on the class path or module path, add dev.parlance:parlance-tokenizers"
                        : "tokenizers found:" + answers.listing()));
        answers.failures().forEach(refusal::addSuppressed);
        return refusal;
    }
}
