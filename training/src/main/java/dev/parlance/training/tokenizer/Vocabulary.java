package dev.parlance.training.tokenizer;

import dev.parlance.gguf.GgufFile;
import dev.parlance.gguf.GgufType;
import dev.parlance.gguf.GgufValue;
import dev.parlance.gguf.GgufWriter;
import dev.parlance.tokenizer.Tokenizer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A vocabulary that was learned: control tokens first, then pieces in the alphabet of byte-level byte-pair encoding, and
 * the merges that make long pieces of short ones. Immutable and thread-safe.
 *
 * @param pieces the pieces of text, in the order of their ids
 * @param merges pairs of pieces with a blank between, the most important first
 */
public record Vocabulary(List<String> pieces, List<String> merges) {
    /** The token that begins a text. */
    public static final int BEGIN = 0;

    /** The token that ends a text, or a turn of a conversation. */
    public static final int END = 1;

    /** The control tokens: begin, end, and those that begin a turn of a role. */
    private static final List<String> CONTROL = List.of("<|begin|>", "<|end|>", "<|system|>", "<|user|>",
            "<|assistant|>");

    /** The control tokens' rule for conversations. */
    private static final String CHAT_TEMPLATE = """
            {{- bos_token -}}
            {%- for message in messages -%}
            {%- if message['role'] not in ['system', 'user', 'assistant'] -%}
            {{- raise_exception('expected the roles system, user and assistant') -}}
            {%- endif -%}
            {{- '<|' + message['role'] + '|>' + message['content'] + '<|end|>' -}}
            {%- endfor -%}
            {%- if add_generation_prompt -%}{{- '<|assistant|>' -}}{%- endif -%}""";

    /** Copies the lists. */
    public Vocabulary {
        pieces = List.copyOf(pieces);
        merges = List.copyOf(merges);
    }

    /** Returns the number of tokens, control tokens included. */
    public int size() {
        return CONTROL.size() + pieces.size();
    }

    /** Returns the token that begins a turn of a role, by its name in chat templates. */
    public static int role(String label) {
        int id = CONTROL.indexOf("<|" + label + "|>");
        if (id < 0) {
            throw new IllegalArgumentException("role '" + label + "': expected system, user or assistant");
        }
        return id;
    }

    /**
     * Returns what a GGUF file says of the vocabulary.
     *
     * @param chat whether to give the chat template too
     */
    public Map<String, GgufValue> metadata(boolean chat) {
        List<String> tokens = new ArrayList<>(CONTROL);
        tokens.addAll(pieces);
        List<GgufValue> types = new ArrayList<>();
        for (int id = 0; id < tokens.size(); id++) {
            types.add(GgufValue.int32(id < CONTROL.size() ? 3 : 1)); // control or normal
        }
        Map<String, GgufValue> metadata = new LinkedHashMap<>();
        metadata.put("tokenizer.ggml.model", GgufValue.string("gpt2"));
        metadata.put("tokenizer.ggml.pre", GgufValue.string("gpt-2"));
        metadata.put("tokenizer.ggml.tokens", GgufValue.strings(tokens));
        metadata.put("tokenizer.ggml.token_type", GgufValue.array(GgufType.INT32, types));
        metadata.put("tokenizer.ggml.merges", GgufValue.strings(merges));
        metadata.put("tokenizer.ggml.bos_token_id", GgufValue.uint32(BEGIN));
        metadata.put("tokenizer.ggml.eos_token_id", GgufValue.uint32(END));
        metadata.put("tokenizer.ggml.add_bos_token", GgufValue.bool(true));
        metadata.put("tokenizer.ggml.add_eos_token", GgufValue.bool(false));
        if (chat) {
            metadata.put("tokenizer.chat_template", GgufValue.string(CHAT_TEMPLATE));
        }
        return metadata;
    }

    /** Returns the tokenizer of the {@code tokenizers} module for this vocabulary, through a file as users have it. */
    public Tokenizer tokenizer() throws IOException {
        Path file = Files.createTempFile("vocabulary", ".gguf");
        try {
            GgufWriter writer = new GgufWriter();
            metadata(false).forEach(writer::metadata);
            writer.write(file);
            return Tokenizer.of(GgufFile.read(file).metadata());
        } finally {
            Files.delete(file);
        }
    }
}
