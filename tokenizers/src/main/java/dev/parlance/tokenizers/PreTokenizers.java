package dev.parlance.tokenizers;

import dev.parlance.tokenizers.PreTokenizer.BeginToken;
import dev.parlance.tokenizers.PreTokenizer.Spelling;
import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The pre-tokenizers by their names in {@code tokenizer.ggml.pre}. */
final class PreTokenizers {
    private static final Map<String, PreTokenizer> BY_NAME = new TreeMap<>();

    static {
        PreTokenizer gpt2 = PreTokenizer.of(SplitRules.GPT2);
        PreTokenizer llama3 = PreTokenizer.of(SplitRules.LLAMA3);
        PreTokenizer qwen2 = PreTokenizer.of(SplitRules.QWEN2);
        PreTokenizer bloom = PreTokenizer.of(SplitRules.BLOOM);
        add(PreTokenizer.of(SplitRules.DEFAULT), "default");
        add(gpt2, "gpt-2", "phi-2", "jina-es", "jina-de", "jina-v1-en", "jina-v2-es", "jina-v2-de", "jina-v2-code",
                "roberta-bpe", "gigachat", "a.x-4.0", "mellum", "modern-bert", "exaone4", "mpt", "olmo", "jais",
                "trillion", "granite-docling");
        add(PreTokenizer.of(SplitRules.STARCODER), "starcoder", "refact", "command-r", "smollm", "codeshell", "exaone",
                "minerva-7b", "mellum2");
        add(PreTokenizer.of(SplitRules.FALCON), "falcon");
        add(llama3.ignoringMerges().addingBegin(BeginToken.BY_DEFAULT), "llama3", "llama-v3", "llama-bpe", "falcon3",
                "falcon-h1", "pixtral",
                "midm-2.0", "lfm2", "jina-v5-nano");
        add(llama3, "dbrx", "smaug-bpe", "glm4", "chatglm-bpe");
        add(qwen2, "qwen2", "deepseek-r1-qwen", "kormo", "f2llmv2", "megrez", "stablelm2", "hunyuan", "solar-open",
                "grok-2", "bailingmoe", "bailingmoe2", "llada-moe");
        add(PreTokenizer.of(SplitRules.QWEN35), "qwen35");
        add(PreTokenizer.of(SplitRules.UFAKZEKA), "ufakzeka");
        add(PreTokenizer.of(SplitRules.SEED_CODER), "seed-coder");
        add(PreTokenizer.of(SplitRules.MINICPM5).ignoringMerges(), "minicpm5");
        add(PreTokenizer.of(SplitRules.LAGUNA), "laguna");
        add(PreTokenizer.of(SplitRules.TEKKEN).ignoringMerges().addingBegin(BeginToken.BY_DEFAULT), "tekken");
        add(PreTokenizer.of(SplitRules.GPT4O), "gpt-4o", "llama4", "kanana2", "talkie", "minimax-m2");
        add(PreTokenizer.of(SplitRules.GRANITE_EMBEDDING).ignoringMerges(), "granite-embed-multi-97m");
        add(bloom, "bloom", "poro-chat", "gpt3-finnish");
        add(PreTokenizer.of(SplitRules.VIKING), "viking");
        add(PreTokenizer.of(SplitRules.DEEPSEEK_LLM), "deepseek-llm");
        add(PreTokenizer.of(SplitRules.DEEPSEEK_CODER), "deepseek-coder");
        add(PreTokenizer.of(SplitRules.DEEPSEEK3), "deepseek-v3", "hunyuan-dense", "joyai-llm", "hy_v4");
        add(PreTokenizer.of(SplitRules.SPARK), "spark2_5");
        add(PreTokenizer.of(SplitRules.JAIS2), "jais-2");
        add(PreTokenizer.of(SplitRules.YOUTU).ignoringMerges(), "youtu");
        add(PreTokenizer.of(SplitRules.TINY_AYA), "tiny_aya", "cohere2moe");
        add(PreTokenizer.of(SplitRules.AFMOE), "afmoe");
        add(PreTokenizer.of(SplitRules.SUPERBPE), "superbpe");
        add(PreTokenizer.of(SplitRules.KIMI).spelledIn(Spelling.BYTES_ALONE), "kimi-k2");
        add(PreTokenizer.of(SplitRules.EXAONE_MOE), "exaone-moe");
        add(PreTokenizer.of(SplitRules.CHAMELEON).addingBegin(BeginToken.BY_DEFAULT), "chameleon");
        add(PreTokenizer.of(SplitRules.WORDS).spelledIn(Spelling.CHARACTERS), "whitespace");
        add(PreTokenizer.of(SplitRules.LINES).spelledIn(Spelling.ESCAPED_CHARACTERS), "sarvam-moe");
        add(PreTokenizer.of(SplitRules.LINES).spelledIn(Spelling.ESCAPED_CHARACTERS_AND_LINES)
                .addingBegin(BeginToken.ALWAYS), "gemma4", "granite-embed-multi-311m");
    }

    private PreTokenizers() {}

    private static void add(PreTokenizer preTokenizer, String... names) {
        for (String name : names) {
            BY_NAME.put(name, preTokenizer);
        }
    }

    /** Returns the pre-tokenizer of a name, or null if there is none. */
    static @Nullable PreTokenizer named(String name) {
        return BY_NAME.get(name);
    }

    /** Returns all names, in alphabetical order. */
    static Set<String> names() {
        return Collections.unmodifiableSet(BY_NAME.keySet());
    }
}
