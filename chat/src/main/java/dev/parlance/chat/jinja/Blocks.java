package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.util.function.Function;

/**
 * The variable {@code self}: the template's blocks, to be put out once more.
 *
 * @param renderer returns what puts out the block of a name, or null if there is none
 */
record Blocks(Function<String, @Nullable Callable> renderer) {

    @Nullable
    Object attribute(String name) {
        return renderer.apply(name);
    }
}
