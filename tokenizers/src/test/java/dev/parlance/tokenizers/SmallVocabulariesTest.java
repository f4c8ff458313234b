package dev.parlance.tokenizers;

import dev.parlance.gguf.GgufFile;
import dev.parlance.gguf.quant.F32;
import dev.parlance.testkit.TokenizerConformance;
import dev.parlance.testkit.model.ModelSizes;
import dev.parlance.testkit.model.RandomArchitectures;
import dev.parlance.testkit.model.RandomModel;
import dev.parlance.testkit.model.RandomVocabulary;
import dev.parlance.tokenizer.Tokenizer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The tokenizers of the vocabularies that random models have. */
class SmallVocabulariesTest extends TokenizerConformance {
    private static final Tokenizer SENTENCE_PIECE = tokenizer(RandomVocabulary.SENTENCE_PIECE);
    private static final Tokenizer BYTE_PAIR = tokenizer(RandomVocabulary.BYTE_PAIR);

    private static Tokenizer tokenizer(RandomVocabulary vocabulary) {
        RandomModel model = new RandomModel(RandomArchitectures.LLAMA, ModelSizes.SPELLING, F32.INSTANCE, 1);
        vocabulary.addTo(model);
        try {
            Path file = Files.createTempFile("vocabulary", ".gguf");
            try {
                return SharedFiles.create(GgufFile.read(model.write(file)).metadata());
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected List<Tokenizer> tokenizers() {
        return List.of(SENTENCE_PIECE, BYTE_PAIR);
    }

    /** In SentencePiece U+2581 is a blank. */
    @Override
    protected String kept(Tokenizer tokenizer, String text) {
        return tokenizer.equals(SENTENCE_PIECE) ? text.replace('\u2581', ' ') : text;
    }
}
