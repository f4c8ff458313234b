package dev.parlance.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * One message of a conversation. Immutable.
 *
 * @param role who says it
 * @param content what is said; empty if there are only tool calls
 * @param reasoning what the model thought before it answered, or empty
 * @param toolCalls the tools that the model wants to call
 * @param toolCallId of a tool's answer, the {@link ToolCall#id} that it answers, or empty
 * @param toolName of a tool's answer, the tool's name, or empty
 */
public record ChatMessage(Role role, String content, String reasoning, List<ToolCall> toolCalls, String toolCallId,
        String toolName) {

    /** Who says something. */
    public enum Role {
        SYSTEM, USER, ASSISTANT, TOOL
    }

    public ChatMessage {
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(reasoning, "reasoning");
        Objects.requireNonNull(toolCallId, "toolCallId");
        Objects.requireNonNull(toolName, "toolName");
        toolCalls = List.copyOf(toolCalls);
    }

    private ChatMessage(Role role, String content) {
        this(role, content, "", List.of(), "", "");
    }

    /** Returns what the model is told before the conversation. */
    public static ChatMessage system(String content) {
        return new ChatMessage(Role.SYSTEM, content);
    }

    /** Returns what a user says. */
    public static ChatMessage user(String content) {
        return new ChatMessage(Role.USER, content);
    }

    /** Returns what the model said. */
    public static ChatMessage assistant(String content) {
        return new ChatMessage(Role.ASSISTANT, content);
    }

    /** Returns what the model said, what it thought before and the tools that it wants to call. */
    public static ChatMessage assistant(String content, String reasoning, List<ToolCall> toolCalls) {
        return new ChatMessage(Role.ASSISTANT, content, reasoning, toolCalls, "", "");
    }

    /** Returns a tool's answer to a call. */
    public static ChatMessage tool(ToolCall call, String content) {
        return new ChatMessage(Role.TOOL, content, "", List.of(), call.id(), call.name());
    }

    /** Returns the message as templates read it, without what is empty. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("role", role.name().toLowerCase(Locale.ROOT));
        map.put("content", content);
        if (!reasoning.isEmpty()) {
            map.put("reasoning_content", reasoning);
        }
        if (!toolCalls.isEmpty()) {
            List<Object> calls = new ArrayList<>();
            toolCalls.forEach(call -> calls.add(call.toMap()));
            map.put("tool_calls", calls);
        }
        if (!toolCallId.isEmpty()) {
            map.put("tool_call_id", toolCallId);
        }
        if (!toolName.isEmpty()) {
            map.put("name", toolName);
        }
        return map;
    }
}
