package dev.parlance.cli;

import dev.parlance.cli.spi.Stdio;
import dev.parlance.cli.spi.Subcommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;

/** A command that another module brings, and that fails as it is told to. */
@Command(name = "fail", description = "Fail.")
public final class FailCommand implements Subcommand {
    @Parameters
    private String how = "";

    @Override
    public void run(Stdio stdio) throws IOException {
        switch (how) {
            case "memory" -> throw new OutOfMemoryError("Java heap space");
            case "stack" -> throw new StackOverflowError();
            case "null" -> throw new NullPointerException();
            case "lines" -> throw new IllegalArgumentException("engines found:\n  one: no\n  two: no\n");
            case "access" -> throw new AccessDeniedException("secret.txt");
            case "io" -> throw new IOException("the disk is on fire");
            case "unchecked-io" -> throw new UncheckedIOException(new IOException("the disk is on fire"));
            default -> stdio.println("did not fail");
        }
    }
}
