package dev.parlance.testkit.model;

import dev.parlance.gguf.GgufValue;

import java.util.List;

/** A kind of vocabulary, small but real: it can be made of any size, and the tokenizer of its kind reads it. */
public interface RandomVocabulary {
    /** Control tokens, a token for every byte if there is room, and words merged from characters, the frequent first. */
    RandomVocabulary SENTENCE_PIECE = RandomVocabulary::addSentencePiece;

    /** A character for every byte, words merged from them, and two control tokens at the end. At least 258 tokens. */
    RandomVocabulary BYTE_PAIR = RandomVocabulary::addBytePair;

    /** Adds the keys of the tokenizer to a model, for the size that its sizes say. */
    void addTo(RandomModel model);

    private static void addSentencePiece(RandomModel model) {
        int size = model.sizes().vocabulary();
        VocabularyTokens tokens = new VocabularyTokens();
        tokens.add("<unk>", 2).add("<s>", 3).add("</s>", 3);
        for (int b = 0; b < 256 && tokens.size() < size; b++) {
            tokens.add(String.format("<0x%02X>", b), 6);
        }
        TrainedMerges merges = new TrainedMerges('\u2581');
        merges.characters().stream().limit(size - tokens.size()).forEach(piece -> tokens.add(piece, 1));
        for (TrainedMerges.Merge merge : merges.first(size - tokens.size())) {
            tokens.add(merge.merged(), 1);
        }
        tokens.fill(size);
        float[] scores = new float[size];
        for (int i = 0; i < size; i++) {
            scores[i] = -i;
        }
        model.metadata("tokenizer.ggml.model", GgufValue.string("llama"));
        tokens.addTo(model);
        model.metadata("tokenizer.ggml.scores", GgufValue.float32s(scores));
        model.metadata("tokenizer.ggml.bos_token_id", GgufValue.uint32(1));
        model.metadata("tokenizer.ggml.eos_token_id", GgufValue.uint32(2));
    }

    private static void addBytePair(RandomModel model) {
        int size = model.sizes().vocabulary();
        if (size < 258) {
            throw new IllegalArgumentException("a vocabulary of " + size + " tokens, expected at least 258");
        }
        VocabularyTokens tokens = new VocabularyTokens();
        for (int b = 0; b < 256; b++) {
            tokens.add(Character.toString(byteCharacter(b)), 1);
        }
        List<TrainedMerges.Merge> merges = new TrainedMerges(byteCharacter(' ')).first(size - 258);
        merges.forEach(merge -> tokens.add(merge.merged(), 1));
        tokens.fill(size - 2).add("<|start|>", 3).add("<|end|>", 3);
        model.metadata("tokenizer.ggml.model", GgufValue.string("gpt2"));
        model.metadata("tokenizer.ggml.pre", GgufValue.string("gpt-2"));
        tokens.addTo(model);
        model.metadata("tokenizer.ggml.merges",
                GgufValue.strings(merges.stream().map(merge -> merge.left() + " " + merge.right()).toList()));
        model.metadata("tokenizer.ggml.bos_token_id", GgufValue.uint32(size - 2));
        model.metadata("tokenizer.ggml.eos_token_id", GgufValue.uint32(size - 1));
    }

    /** Returns the printable character that stands for a byte (Radford et al., GPT-2, {@code bytes_to_unicode}). */
    private static char byteCharacter(int b) {
        boolean printable = b >= '!' && b <= '~' || b >= 0xA1 && b != 0xAD;
        return (char) (printable ? b : b <= ' ' ? 0x100 + b : b < 0xA1 ? 0x121 + b - 0x7F : 0x143);
    }
}
