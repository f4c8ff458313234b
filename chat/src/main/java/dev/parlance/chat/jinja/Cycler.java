package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** Jinja's {@code cycler}: gives values in turn. */
final class Cycler {
    private final List<Object> items;
    private int position;

    Cycler(List<Object> items) {
        if (items.isEmpty()) {
            throw Failure.of("RuntimeError", "at least one item has to be provided");
        }
        this.items = items;
    }

    @Nullable
    Object attribute(String name) {
        return switch (name) {
            case "current" -> items.get(position);
            case "items" -> Tuple.of(items);
            case "pos" -> Numbers.integer(position);
            case "next" -> Callable.method(name, _ -> {
                Object current = items.get(position);
                position = (position + 1) % items.size();
                return current;
            });
            case "reset" -> Callable.method(name, _ -> {
                position = 0;
                return None.NONE;
            });
            default -> null;
        };
    }
}
