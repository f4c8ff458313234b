package dev.parlance.chat;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Conversations as JSON: an object with the list {@code messages}, each as chat templates and most programs write it. */
public final class ChatTranscript {
    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final JsonMapper ONE_LINE = JsonMapper.builder().build();

    private ChatTranscript() {}

    /** Returns a conversation as JSON. */
    public static String toJson(List<ChatMessage> messages) {
        List<Object> all = new ArrayList<>();
        messages.forEach(message -> all.add(message.toMap()));
        return JSON.writeValueAsString(Map.of("messages", all)) + "\n";
    }

    /** Returns the arguments of a tool call as JSON on one line. */
    public static String toJson(Map<String, ?> arguments) {
        return ONE_LINE.writeValueAsString(arguments);
    }

    /**
     * Returns the conversation that some JSON describes.
     *
     * @throws IllegalArgumentException if it describes none; the message says where and what was expected
     */
    public static List<ChatMessage> fromJson(String json) {
        Object document;
        try {
            document = JSON.readValue(json, Object.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the conversation is not JSON: " + e.getOriginalMessage()
                    + (e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr()), e);
        }
        Object list = document instanceof Map<?, ?> map ? map.get("messages") : document;
        if (!(list instanceof List<?> entries)) {
            throw new IllegalArgumentException("the conversation has no list of messages; expected"
                    + " {\"messages\": [{\"role\": \"user\", \"content\": \"...\"}]}");
        }
        List<ChatMessage> messages = new ArrayList<>();
        for (Object entry : entries) {
            String where = "message " + (messages.size() + 1);
            if (!(entry instanceof Map<?, ?> message)) {
                throw new IllegalArgumentException(where + " is not an object with a role and a content");
            }
            messages.add(message(message, where));
        }
        return messages;
    }

    private static ChatMessage message(Map<?, ?> map, String where) {
        List<ToolCall> calls = new ArrayList<>();
        if (map.get("tool_calls") instanceof List<?> list) {
            for (Object call : list) {
                calls.add(call(call, where));
            }
        }
        return new ChatMessage(role(map.get("role"), where), text(map.get("content"), where, "content"),
                text(map.get("reasoning_content"), where, "reasoning_content"), calls,
                text(map.get("tool_call_id"), where, "tool_call_id"), text(map.get("name"), where, "name"));
    }

    private static ChatMessage.Role role(@Nullable Object value, String where) {
        for (ChatMessage.Role role : ChatMessage.Role.values()) {
            if (role.name().toLowerCase(Locale.ROOT).equals(value)) {
                return role;
            }
        }
        throw new IllegalArgumentException(where + ": role '" + value + "', expected system, user, assistant or tool");
    }

    private static String text(@Nullable Object value, String where, String key) {
        if (value != null && !(value instanceof String)) {
            throw new IllegalArgumentException(where + ": " + key + " is not text");
        }
        return value == null ? "" : (String) value;
    }

    private static ToolCall call(@Nullable Object value, String where) {
        if (value instanceof Map<?, ?> call && call.get("function") instanceof Map<?, ?> function
                && function.get("name") instanceof String name && function.get("arguments") instanceof Map<?, ?> map) {
            Map<String, Object> arguments = new LinkedHashMap<>();
            map.forEach((key, argument) -> arguments.put(String.valueOf(key), argument));
            return new ToolCall(text(call.get("id"), where, "id"), name, arguments);
        }
        throw new IllegalArgumentException(where + ": a tool call without function.name and function.arguments");
    }
}
