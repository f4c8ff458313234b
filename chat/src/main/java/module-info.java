import org.jspecify.annotations.NullMarked;

/** Chat templates and conversations. */
@NullMarked module dev.parlance.chat {
    requires transitive dev.parlance.api;
    requires tools.jackson.databind;

    exports dev.parlance.chat;
}
