package dev.parlance.chat;

import dev.parlance.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What does not change during a conversation. */
record ChatSettings(ChatTemplate template, @Nullable List<Map<String, ?>> tools, Map<String, ?> variables,
        OverflowPolicy overflow) {

    RenderedPrompt render(List<ChatMessage> messages, Tokenizer tokenizer) {
        List<Map<String, ?>> maps = new ArrayList<>();
        messages.forEach(message -> maps.add(message.toMap()));
        try {
            return renderMaps(maps, tokenizer);
        } catch (ChatTemplateException e) {
            boolean calls = messages.stream().anyMatch(message -> !message.toolCalls().isEmpty());
            if (!calls || !e.type().equals("TypeError")) {
                throw e;
            }
            maps.replaceAll(ChatSettings::withArgumentsAsText); // some templates join arguments with text
            return renderMaps(maps, tokenizer);
        }
    }

    private RenderedPrompt renderMaps(List<Map<String, ?>> messages, Tokenizer tokenizer) {
        String begin = tokenizer.beginToken().isPresent() ? tokenizer.piece(tokenizer.beginToken().getAsInt()) : "";
        String end = tokenizer.endTokens().stream().min(Integer::compare).map(tokenizer::piece).orElse("");
        return template.render(ChatTemplateInput.builder(messages).tools(tools).extra(variables).beginToken(begin)
                .endToken(end).build());
    }

    private static Map<String, ?> withArgumentsAsText(Map<String, ?> message) {
        if (!(message.get("tool_calls") instanceof List<?> calls)) {
            return message;
        }
        List<Object> changed = new ArrayList<>();
        for (Object call : calls) {
            Map<Object, Object> copy = new LinkedHashMap<>((Map<?, ?>) call);
            Map<Object, Object> function = new LinkedHashMap<>((Map<?, ?>) copy.get("function"));
            if (function.get("arguments") instanceof Map<?, ?> arguments) {
                Map<String, Object> named = new LinkedHashMap<>();
                arguments.forEach((key, value) -> named.put(String.valueOf(key), value));
                function.put("arguments", ChatTranscript.toJson(named));
            }
            copy.put("function", function);
            changed.add(copy);
        }
        Map<String, Object> copy = new LinkedHashMap<>(message);
        copy.put("tool_calls", changed);
        return copy;
    }
}
