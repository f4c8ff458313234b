package dev.parlance.tokenizer;

/** What a token is for; the types of GGUF's {@code tokenizer.ggml.token_type}, in their order from 1 on. */
public enum TokenKind {
    /** A piece of text. */
    NORMAL,
    /** Stands for text that the vocabulary can not spell. */
    UNKNOWN,
    /** Structure, such as the end of a text; it has no text of its own. */
    CONTROL,
    /** A piece of text that is found before all others. */
    USER_DEFINED,
    /** Not in use. */
    UNUSED,
    /** One byte of UTF-8. */
    BYTE
}
