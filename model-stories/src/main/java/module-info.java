import org.jspecify.annotations.NullMarked;

/** A small model that comes with the library. */
@NullMarked module dev.parlance.model.stories {
    requires transitive org.jspecify;

    exports dev.parlance.model.stories;
}
