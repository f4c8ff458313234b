package dev.parlance.chat;

import dev.parlance.LanguageModel;
import dev.parlance.chat.jinja.MarkedText;
import dev.parlance.chat.jinja.Template;
import dev.parlance.spi.ModelMetadata;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the text that a model reads of a conversation, as the model's publisher says: the Jinja template in
 * {@code tokenizer.chat_template} of a GGUF file, in the environment that Hugging Face's transformers give it. Immutable
 * and thread-safe.
 *
 * <p>A template is untrusted: it can reach nothing but its variables, and a rendering is bounded in steps, depth and
 * output.
 */
public final class ChatTemplate {
    /** Where a GGUF file has its template. */
    private static final String KEY = "tokenizer.chat_template";

    private final String source;
    private final Template template;

    private ChatTemplate(String source) {
        this.source = source;
        this.template = Template.parse(source);
    }

    /**
     * Parses a template.
     *
     * @throws ChatTemplateException if it is not valid
     */
    public static ChatTemplate parse(String source) {
        return new ChatTemplate(source);
    }

    /**
     * Returns the template of a loaded model, if its file has one.
     *
     * @throws ChatTemplateException if it is not valid
     */
    public static Optional<ChatTemplate> of(LanguageModel model) {
        return of(model.metadata());
    }

    /**
     * Returns the template that a model file's metadata have, if any.
     *
     * @throws ChatTemplateException if it is not valid
     */
    public static Optional<ChatTemplate> of(ModelMetadata metadata) {
        return metadata.contains(KEY) ? Optional.of(parse(metadata.string(KEY))) : Optional.empty();
    }

    /** Returns the template's text. */
    public String source() {
        return source;
    }

    /**
     * Renders a conversation.
     *
     * @throws ChatTemplateException if the template {@linkplain ChatTemplateException#isRefusal refuses} it, fails on it, or
     *     costs more than is allowed
     * @throws IllegalArgumentException if a value is of a type that templates do not have
     */
    public RenderedPrompt render(ChatTemplateInput input) {
        Map<String, Object> foreign = new HashMap<>(input.extra());
        foreign.put("messages", input.messages());
        foreign.put("add_generation_prompt", input.addGenerationPrompt());
        Map<String, Object> trusted = new HashMap<>();
        trusted.put("bos_token", input.beginToken());
        trusted.put("eos_token", input.endToken());
        // Templates of Hugging Face's find both defined, also where there are none.
        foreign.put("tools", input.tools());
        foreign.put("documents", null);
        MarkedText text = template.render(trusted, foreign, input.now());
        return RenderedPrompt.of(text);
    }

    /** Returns whether another object is a template with the same text. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ChatTemplate template && template.source.equals(source);
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }
}
