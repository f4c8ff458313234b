import org.jspecify.annotations.NullMarked;

/** Small programs, one for each use. They know the API and no engine. */
@NullMarked module dev.parlance.examples {
    requires dev.parlance.api;
    requires dev.parlance.chat;
}
