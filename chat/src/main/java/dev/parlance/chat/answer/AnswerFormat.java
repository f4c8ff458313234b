package dev.parlance.chat.answer;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * How a model marks what it thinks and the tools that it wants to call, as far as its chat template shows it.
 *
 * @param sections the sections that there may be in an answer
 * @param bareCalls whether an answer that is nothing but a JSON object may be a tool call
 */
public record AnswerFormat(List<Section> sections, boolean bareCalls) {

    /** Finds out about a model with a given chat template. */
    public static AnswerFormat of(String template) {
        List<Section> sections = new ArrayList<>(Section.KNOWN.stream()
                .filter(section -> section.begin().equals("<think>") || section.isMentionedIn(template)).toList());
        // Inside of <tool_call>, <function= is no section of its own.
        if (sections.stream().anyMatch(section -> section.begin().equals("<tool_call>"))) {
            sections.removeIf(section -> section.begin().equals("<function="));
        }
        boolean llama = template.contains("\"parameters\"") && template.contains("ipython");
        return new AnswerFormat(List.copyOf(sections), llama);
    }

    /** Returns a format with all sections that are known. */
    public static AnswerFormat all() {
        return new AnswerFormat(Section.KNOWN, true);
    }

    /** Returns the section of reasoning that a prompt has begun, where the model goes on writing, or null. */
    @Nullable
    Section openReasoning(String prompt) {
        String stripped = prompt.stripTrailing();
        for (Section section : sections) {
            if (section.kind() == Section.Kind.REASONING && stripped.endsWith(section.begin())) {
                return section;
            }
        }
        return null;
    }
}
