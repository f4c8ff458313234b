package dev.parlance.cli.spi;

/**
 * One line on standard error that is written over and over and erased at the end. Silent unless standard error is a
 * terminal.
 */
final class ProgressLine implements AutoCloseable {
    private static final long NANOS_BETWEEN = 100_000_000;

    private final Stdio stdio;
    private final boolean visible;
    private int width;
    private long shownAt;

    ProgressLine(Stdio stdio) {
        this.stdio = stdio;
        this.visible = stdio.isTerminal(Stdio.Stream.ERROR);
        this.shownAt = System.nanoTime(); // what takes less than a moment shows nothing
    }

    /** Shows a text instead of the last one, unless that was a moment ago. */
    void show(String text) {
        if (visible && System.nanoTime() - shownAt >= NANOS_BETWEEN) {
            shownAt = System.nanoTime();
            // Blanks instead of an escape sequence: they erase on every terminal.
            stdio.err().print("\r" + text + " ".repeat(Math.max(0, width - text.length())));
            stdio.err().flush();
            width = text.length();
        }
    }

    @Override
    public void close() {
        if (width > 0) {
            stdio.err().print("\r" + " ".repeat(width) + "\r");
            stdio.err().flush();
        }
    }
}
