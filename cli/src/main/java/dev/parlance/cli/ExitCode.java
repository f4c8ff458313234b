package dev.parlance.cli;

/** How the program can end. */
final class ExitCode {
    static final int OK = 0;
    static final int FAILURE = 1;
    static final int USAGE = 2;
    /** As after the signal SIGINT, which Ctrl-C sends. */
    static final int INTERRUPTED = 130;
    /** As after the signal SIGPIPE, which ends other programs whose output nobody reads any more. */
    static final int BROKEN_PIPE = 141;

    private ExitCode() {}
}
