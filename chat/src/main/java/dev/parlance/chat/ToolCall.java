package dev.parlance.chat;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A call of a tool that a model asks for. Immutable.
 *
 * @param id what tells it from the other calls of a conversation
 * @param name the tool's name
 * @param arguments the arguments by name: text, numbers, truth values, null, lists and maps, as JSON has them
 */
public record ToolCall(String id, String name, Map<String, ?> arguments) {
    public ToolCall {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
    }

    /** Returns the call as templates read it. */
    public Map<String, Object> toMap() {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", name);
        function.put("arguments", arguments);
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", id);
        map.put("type", "function");
        map.put("function", function);
        return map;
    }
}
