package dev.parlance.chat;

/** A part of an answer, as soon as it is certain what it is. Joined, parts of one kind do not depend on how tokens cut them. */
public sealed interface ChatEvent {

    /**
     * A piece of what the model says.
     *
     * @param text never empty
     */
    record Text(String text) implements ChatEvent {}

    /**
     * A piece of what the model thinks before it says something.
     *
     * @param text never empty
     */
    record Reasoning(String text) implements ChatEvent {}

    /** A tool that the model wants to call, complete with its arguments. */
    record Call(ToolCall call) implements ChatEvent {}
}
