package dev.parlance.tokenizer;

/**
 * How special tokens are treated by {@link Tokenizer#encode(String, EncodeOptions)}.
 *
 * @param addSpecial whether to add the tokens that the model wants around a text, such as a begin-of-text token
 * @param parseSpecial whether the spelling of a control token in the text, such as {@code <|im_end|>}, becomes that
 *     token; never for text of untrusted origin
 */
public record EncodeOptions(boolean addSpecial, boolean parseSpecial) {
    /** The text alone: nothing added, nothing parsed. */
    public static final EncodeOptions PLAIN = new EncodeOptions(false, false);

    /** The text as the beginning of what a model reads: special tokens added, none parsed. */
    public static final EncodeOptions PROMPT = new EncodeOptions(true, false);
}
