package dev.parlance.chat;

import dev.parlance.chat.jinja.MarkedText;
import dev.parlance.tokenizer.Tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a chat template made of a conversation, with the origin of every character: only the template's own text can
 * become control tokens, whatever users, tools and models write.
 *
 * @param spans the text in pieces, each the longest of one origin, in order; none is empty
 */
public record RenderedPrompt(List<Span> spans) {

    /**
     * A piece of the text.
     *
     * @param text what it says
     * @param origin where it came from
     */
    public record Span(String text, Origin origin) {}

    /** Where a piece of text came from. */
    public enum Origin {
        /** The template, or a token that belongs to the model: it may spell control tokens. */
        TEMPLATE,
        /** A message, a tool or another variable: it is text and nothing else. */
        CONVERSATION
    }

    public RenderedPrompt {
        spans = List.copyOf(spans);
    }

    static RenderedPrompt of(MarkedText text) {
        List<Span> spans = new ArrayList<>();
        text.forEachRun((run, foreign) -> spans.add(
                new Span(run, foreign ? Origin.CONVERSATION : Origin.TEMPLATE)));
        return new RenderedPrompt(spans);
    }

    /** Returns the whole text. */
    public String text() {
        return spans.stream().map(Span::text).collect(Collectors.joining());
    }

    /**
     * Returns the ids of the text: control tokens where the template spells them, plain text everywhere else. Text between
     * two control tokens is tokenized as a whole, across all origins, as models are trained on it. The tokenizer's own start
     * tokens are put in front unless the template does that.
     */
    public int[] encode(Tokenizer tokenizer) {
        return PromptEncoder.of(tokenizer).encode(this);
    }
}
