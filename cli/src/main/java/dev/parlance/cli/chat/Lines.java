package dev.parlance.cli.chat;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/** Where what is said comes from, a message at a time. */
interface Lines extends AutoCloseable {

    /** Returns the next message, or null at the end. A line that ends with a backslash goes on in the next one. */
    @Nullable
    String next() throws IOException;

    /** Returns whether there is a person who sees what is printed and can be told what to do. */
    boolean isInteractive();

    /** Sets what an interrupt from the keyboard does while an answer is being made; null means nothing. */
    void onInterrupt(@Nullable Runnable action);

    @Override
    void close() throws IOException;
}
