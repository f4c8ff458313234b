package dev.parlance.chat;

import org.jspecify.annotations.Nullable;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a chat template renders. Values are what JSON has: maps with text as keys, lists, text, numbers, truth values and
 * null; the order of a map's keys counts.
 *
 * @param messages the messages, each with a {@code role} and mostly a {@code content}
 * @param tools the definitions of the tools that the model may call, or null
 * @param addGenerationPrompt whether the text is to end where the model's answer begins
 * @param beginToken the spelling of the token that begins a text, or empty: {@code bos_token}
 * @param endToken the spelling of the token that ends a text, or empty: {@code eos_token}
 * @param extra more variables, such as {@code enable_thinking}
 * @param now the local time that the template sees
 */
public record ChatTemplateInput(List<Map<String, ?>> messages, @Nullable List<Map<String, ?>> tools,
        boolean addGenerationPrompt, String beginToken, String endToken, Map<String, ?> extra, LocalDateTime now) {

    public ChatTemplateInput {
        messages = List.copyOf(messages);
        tools = tools == null ? null : List.copyOf(tools);
        extra = Collections.unmodifiableMap(new LinkedHashMap<>(extra));
    }

    /** Starts an input with messages as JSON has them. */
    public static Builder builder(List<? extends Map<String, ?>> messages) {
        return new Builder(new ArrayList<>(messages));
    }

    /** Starts an input with the messages of a conversation. */
    public static Builder of(List<ChatMessage> messages) {
        List<Map<String, ?>> all = new ArrayList<>();
        messages.forEach(message -> all.add(message.toMap()));
        return new Builder(all);
    }

    /** Collects the parts of an input. Not thread-safe. */
    public static final class Builder {
        private final List<Map<String, ?>> messages;
        private @Nullable List<Map<String, ?>> tools;
        private boolean addGenerationPrompt = true;
        private String beginToken = "";
        private String endToken = "";
        private Map<String, ?> extra = Map.of();
        private @Nullable LocalDateTime now;

        private Builder(List<Map<String, ?>> messages) {
            this.messages = messages;
        }

        /** Sets the tools that the model may call, each as JSON has it. Default null: there are none. */
        public Builder tools(@Nullable List<? extends Map<String, ?>> tools) {
            this.tools = tools == null ? null : new ArrayList<>(tools);
            return this;
        }

        /** Sets whether the text is to end where the model's answer begins. Default true. */
        public Builder addGenerationPrompt(boolean add) {
            this.addGenerationPrompt = add;
            return this;
        }

        /** Sets the spelling of the token that begins a text. Default empty. */
        public Builder beginToken(String token) {
            this.beginToken = token;
            return this;
        }

        /** Sets the spelling of the token that ends a text. Default empty. */
        public Builder endToken(String token) {
            this.endToken = token;
            return this;
        }

        /** Sets more variables. Default none. */
        public Builder extra(Map<String, ?> variables) {
            this.extra = variables;
            return this;
        }

        /** Sets the local time that the template sees. Default: when the input is made. */
        public Builder now(LocalDateTime time) {
            this.now = time;
            return this;
        }

        /** Returns the input. */
        public ChatTemplateInput build() {
            return new ChatTemplateInput(messages, tools, addGenerationPrompt, beginToken, endToken, extra,
                    now == null ? LocalDateTime.now(ZoneId.systemDefault()) : now);
        }
    }
}
