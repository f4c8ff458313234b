package dev.parlance.chat;

import dev.parlance.tokenizer.Tokenizer;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A prompt and the model's answer to it, with the tokens that they are. Another prompt that begins with both continues
 * these tokens: to tokenize an answer anew may give others than those the model wrote and the session holds.
 */
record KnownText(RenderedPrompt prompt, String answer, int[] promptTokens, int[] answerTokens) {

    /**
     * Returns whether a prompt begins with this. The origin of the text counts: what the template has spelled here may be
     * what a user spells there.
     */
    boolean begins(RenderedPrompt other) {
        return other.text().startsWith(prompt.text() + answer) && origins(other).startsWith(origins(prompt));
    }

    private static String origins(RenderedPrompt prompt) {
        StringBuilder origins = new StringBuilder();
        prompt.spans().forEach(span -> origins.repeat(
                span.origin() == RenderedPrompt.Origin.TEMPLATE ? 't' : 'c', span.text().length()));
        return origins.toString();
    }

    /** Returns the tokens of a prompt that begins with this. */
    int[] encode(RenderedPrompt other, Tokenizer tokenizer) {
        int length = prompt.text().length() + answer.length();
        int[] rest = PromptEncoder.of(tokenizer).encodeRest(other, length);
        return IntStream.concat(Arrays.stream(promptTokens),
                IntStream.concat(Arrays.stream(answerTokens), Arrays.stream(rest))).toArray();
    }
}
