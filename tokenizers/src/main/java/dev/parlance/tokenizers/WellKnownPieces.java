package dev.parlance.tokenizers;

import java.util.Set;

/**
 * Spellings that llama.cpp knows to be those of control tokens. Many files do not say which tokens end a turn, or give
 * such tokens the type of text.
 */
final class WellKnownPieces {
    /** Tokens that end a generation. */
    private static final Set<String> ENDS = Set.of("<|eot_id|>", "<|im_end|>", "<|end|>", "<|return|>", "<|call|>",
            "<|flush|>", "<|calls|>", "<end_of_turn>", "<|endoftext|>", "</s>", "<|eom_id|>", "<EOT>", "_<EOT>",
            "[EOT]", "[EOS]", "<|end_of_text|>", "<end_of_utterance>", "<eos>", "<turn|>", "<|tool_response>",
            "<｜end▁of▁sentence｜>", "[e~[");

    /** Tokens of fill-in-the-middle prompts that end a generation: padding, another repository, another file. */
    private static final Set<String> FILL_IN_ENDS = Set.of("<|fim_pad|>", "<fim-pad>", "<fim_pad>", "<PAD>", "[PAD]",
            "<|fim_repo|>", "<|repo_name|>", "<fim-repo>", "<REPO>", "<reponame>", "<|file_sep|>");

    /** The other tokens of fill-in-the-middle prompts: before, after, and in the middle. */
    private static final Set<String> FILL_IN = Set.of("<|fim_prefix|>", "<fim-prefix>", "<fim_prefix>",
            "<｜fim▁begin｜>", "<PRE>", "▁<PRE>", "<|code_prefix|>", "<|prefix|>", "<|fim_suffix|>", "<fim-suffix>",
            "<fim_suffix>", "<｜fim▁hole｜>", "<SUF>", "▁<SUF>", "<|code_suffix|>", "<|suffix|>", "<|fim_middle|>",
            "<fim-middle>", "<fim_middle>", "<｜fim▁end｜>", "<MID>", "▁<MID>", "<|code_middle|>", "<|middle|>");

    private WellKnownPieces() {}

    /** Returns whether a token of this spelling is a control token. */
    static boolean isControl(String piece) {
        return endsGeneration(piece) || FILL_IN.contains(piece);
    }

    /** Returns whether a token of this spelling ends a generation. */
    static boolean endsGeneration(String piece) {
        return ENDS.contains(piece) || FILL_IN_ENDS.contains(piece);
    }
}
