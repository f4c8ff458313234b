package dev.parlance.chat.answer;

import java.util.List;

/**
 * A part of an answer that is not text.
 *
 * @param kind what is in it
 * @param begin the marker in front of it
 * @param end the marker behind it; empty if it goes on to the end of the answer
 */
record Section(Kind kind, String begin, String end) {

    enum Kind {
        REASONING, CALLS,
        /** Nothing is in it: the marker itself means nothing to a reader. */
        SILENT
    }

    /** The forms that published models write. */
    static final List<Section> KNOWN = List.of(
            new Section(Kind.REASONING, "<think>", "</think>"),
            new Section(Kind.REASONING, "<thinking>", "</thinking>"),
            new Section(Kind.REASONING, "<reasoning>", "</reasoning>"),
            new Section(Kind.REASONING, "<seed:think>", "</seed:think>"),
            new Section(Kind.REASONING, "[THINK]", "[/THINK]"),
            new Section(Kind.REASONING, "<|START_THINKING|>", "<|END_THINKING|>"),
            new Section(Kind.REASONING, "<|channel>thought", "<channel|>"),
            new Section(Kind.REASONING, "<|channel|>analysis<|message|>", "<|end|>"),
            new Section(Kind.SILENT, "<|start|>assistant", ""),
            new Section(Kind.SILENT, "<|end|>", ""),
            new Section(Kind.SILENT, "<|channel|>final<|message|>", ""),
            new Section(Kind.SILENT, "<|channel|>commentary<|message|>", ""),
            new Section(Kind.SILENT, "<|START_RESPONSE|>", ""),
            new Section(Kind.SILENT, "<|END_RESPONSE|>", ""),
            new Section(Kind.CALLS, "<|start|>assistant to=", "<|call|>"),
            new Section(Kind.CALLS, "<|channel|>commentary to=", "<|call|>"),
            new Section(Kind.CALLS, "<|channel|>analysis to=", "<|call|>"),
            new Section(Kind.CALLS, "<tool_call>", "</tool_call>"),
            new Section(Kind.CALLS, "<tool_calls>", "</tool_calls>"),
            new Section(Kind.CALLS, "<TOOLCALL>", "</TOOLCALL>"),
            new Section(Kind.CALLS, "<function=", "</function>"),
            new Section(Kind.CALLS, "<minimax:tool_call>", "</minimax:tool_call>"),
            new Section(Kind.CALLS, "<|tool_calls_section_begin|>", "<|tool_calls_section_end|>"),
            new Section(Kind.CALLS, "<｜tool▁calls▁begin｜>", "<｜tool▁calls▁end｜>"),
            new Section(Kind.CALLS, "<|tool_call_start|>", "<|tool_call_end|>"),
            new Section(Kind.CALLS, "<|START_ACTION|>", "<|END_ACTION|>"),
            new Section(Kind.CALLS, "[TOOL_CALLS]", ""),
            new Section(Kind.CALLS, "<|python_tag|>", ""),
            new Section(Kind.CALLS, "<|tool_call|>", ""));

    /** Returns whether a template shows that its model writes such sections. */
    boolean isMentionedIn(String template) {
        int parameters = begin.indexOf("|>", 2);
        String core = kind != Kind.SILENT && parameters > 0 && parameters + 2 < begin.length()
                ? begin.substring(0, parameters + 2)
                : begin;
        return template.contains(core);
    }
}
