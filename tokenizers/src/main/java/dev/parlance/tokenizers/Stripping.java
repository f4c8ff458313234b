package dev.parlance.tokenizers;

import dev.parlance.spi.ModelMetadata;
import dev.parlance.tokenizer.TokenKind;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The special tokens that swallow the whitespace beside them. Files do not say it; as in llama.cpp, a few models are
 * known by their names.
 *
 * @param left the tokens that swallow what is before them
 * @param right the tokens that swallow what is after them
 */
record Stripping(Set<Integer> left, Set<Integer> right) {
    private static final Set<String> JINA = Set.of("jina-v2-de", "jina-v2-es", "jina-v2-code");
    private static final Set<String> PHI3_KEEPS = Set.of("<unk>", "<s>", "<|endoftext|>");

    static Stripping read(ModelMetadata metadata, Vocabulary vocabulary) {
        String pre = metadata.string("tokenizer.ggml.pre", "");
        String architecture = metadata.string("general.architecture", "");
        String name = metadata.string("general.name", "").toLowerCase(Locale.ROOT);
        Set<Integer> left = new HashSet<>();
        Set<Integer> right = new HashSet<>();
        if (JINA.contains(pre) || architecture.contains("nomic-bert-moe")
                || architecture.contains("jina-bert-v3")) {
            vocabulary.id("<mask>").ifPresent(left::add);
        } else if (name.contains("phi-3") || name.contains("phi3")) {
            for (int id = 0; id < vocabulary.size(); id++) {
                TokenKind kind = vocabulary.kind(id);
                boolean special = kind == TokenKind.CONTROL || kind == TokenKind.USER_DEFINED
                        || kind == TokenKind.UNKNOWN;
                if (special && !PHI3_KEEPS.contains(vocabulary.piece(id))) {
                    right.add(id);
                }
            }
        } else if (name.contains("modern-bert")) {
            vocabulary.id("[MASK]").ifPresent(left::add);
        }
        return new Stripping(left, right);
    }
}
