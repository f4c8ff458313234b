package dev.parlance.tokenizers;

import dev.parlance.testkit.TokenizerConformance;
import dev.parlance.tokenizer.Tokenizer;
import net.jqwik.api.lifecycle.AddLifecycleHook;

import java.util.List;
import java.util.stream.Stream;

/** The tokenizers of real vocabularies that can spell any text. Those with byte-level pieces lose nothing. */
@AddLifecycleHook(SharedFiles.Needed.class)
class RealVocabulariesTest extends TokenizerConformance {
    @Override
    protected List<Tokenizer> tokenizers() {
        return Stream.of("llama-bpe", "gpt-2", "qwen2", "deepseek-llm", "mpt", "llama-spm")
                .map(SharedFiles::vocabulary).toList();
    }

    /** In SentencePiece U+2581 is a blank. */
    @Override
    protected String kept(Tokenizer tokenizer, String text) {
        return tokenizer.equals(SharedFiles.vocabulary("llama-spm")) ? text.replace('\u2581', ' ') : text;
    }
}
