package dev.parlance.cli;

import dev.parlance.cli.spi.Stdio;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Starts the command line as a process: exit code and Ctrl-C. */
public final class Main {
    /** How long a command that is interrupted may take to come to an end. */
    private static final long GRACE_SECONDS = 2;

    private Main() {}

    /**
     * Runs the command and ends the process with its exit code: 0 for success, 1 for a failure, 2 for a wrong call, 130 for
     * an interrupt (Ctrl-C).
     */
    public static void main(String[] args) {
        CountDownLatch done = new CountDownLatch(1);
        interruptOnShutdown(Thread.currentThread(), done);
        int exitCode;
        try {
            exitCode = new Parlance(Stdio.ofProcess()).execute(args);
        } finally {
            done.countDown();
        }
        System.exit(exitCode); // waits for ever if the process is being shut down, which has its own exit code
    }

    /**
     * On Ctrl-C the virtual machine runs its shutdown hooks and exits with 130. This hook lets the command finish first
     * with what it has.
     */
    private static void interruptOnShutdown(Thread command, CountDownLatch done) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            command.interrupt();
            try {
                done.await(GRACE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, "parlance-interrupt"));
    }
}
