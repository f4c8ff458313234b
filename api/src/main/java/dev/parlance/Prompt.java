package dev.parlance;

import java.util.List;
import java.util.Objects;

/** What a generation continues: text, or token ids. */
public sealed interface Prompt {

    /**
     * Text, tokenized with the special tokens that the model wants at its start (if the session is empty).
     *
     * @param text any text; the spelling of a control token in it is plain text unless {@code parseSpecial}
     * @param parseSpecial whether the spelling of a control token such as {@code <|im_end|>} becomes that token; never
     *     for text of untrusted origin
     */
    record Text(String text, boolean parseSpecial) implements Prompt {
        public Text {
            Objects.requireNonNull(text, "text");
        }
    }

    /**
     * Token ids, taken as they are: nothing is added.
     *
     * @param ids at least one id of the model's vocabulary
     */
    record Tokens(List<Integer> ids) implements Prompt {
        public Tokens {
            ids = List.copyOf(ids);
            if (ids.isEmpty()) {
                throw new IllegalArgumentException("a prompt of tokens needs at least one token");
            }
        }
    }

    /** Returns plain text as a prompt. */
    static Prompt text(String text) {
        return new Text(text, false);
    }

    /** Returns token ids as a prompt. */
    static Prompt tokens(List<Integer> ids) {
        return new Tokens(ids);
    }
}
