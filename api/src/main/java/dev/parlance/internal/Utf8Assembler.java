package dev.parlance.internal;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Joins the bytes of tokens to text, in which a character may be spread over several tokens. Only whole characters come
 * out; malformed bytes become U+FFFD as {@link String} does it. Allocates nothing for tokens of usual length.
 */
final class Utf8Assembler {
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE).onUnmappableCharacter(CodingErrorAction.REPLACE);
    private ByteBuffer bytes = ByteBuffer.allocate(256);
    private CharBuffer chars = CharBuffer.allocate(256);

    /** Adds a token's bytes and appends the characters that are complete now. */
    void append(byte[] token, StringBuilder text) {
        if (bytes.remaining() < token.length) {
            int capacity = bytes.position() + token.length;
            ByteBuffer larger = ByteBuffer.allocate(capacity);
            larger.put(bytes.flip());
            bytes = larger;
            chars = CharBuffer.allocate(capacity);
        }
        bytes.put(token);
        decode(text, false);
    }

    /** Appends what is left, U+FFFD for an incomplete character. The assembler can then be used again. */
    void finish(StringBuilder text) {
        decode(text, true);
        decoder.reset();
    }

    private void decode(StringBuilder text, boolean end) {
        bytes.flip();
        // There are never more characters than bytes, so that one call does it.
        decoder.decode(bytes, chars, end);
        if (end) {
            decoder.flush(chars);
        }
        bytes.compact();
        chars.flip();
        for (int i = 0; i < chars.length(); i++) {
            text.append(chars.charAt(i)); // append(CharSequence) would do, but it allocates
        }
        chars.clear();
    }
}
