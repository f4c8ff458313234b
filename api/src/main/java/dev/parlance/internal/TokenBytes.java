package dev.parlance.internal;

import dev.parlance.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicReferenceArray;

/** Remembers the bytes of tokens, so that the generation loop allocates none. Thread-safe: a race only asks twice. */
final class TokenBytes {
    private final Tokenizer tokenizer;
    private final AtomicReferenceArray<byte @Nullable []> known;

    TokenBytes(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
        this.known = new AtomicReferenceArray<>(tokenizer.size());
    }

    /** Returns a token's bytes, not to be changed. */
    byte[] of(int token) {
        byte[] bytes = known.getAcquire(token);
        if (bytes == null) {
            bytes = tokenizer.bytes(token);
            known.setRelease(token, bytes);
        }
        return bytes;
    }
}
