package dev.parlance.chat.jinja;

/** Python's {@code None}. */
enum None {
    NONE
}
