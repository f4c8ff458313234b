package dev.parlance.cli;

import dev.parlance.cli.spi.Stdio;
import dev.parlance.cli.spi.Subcommand;
import dev.parlance.cli.spi.UsageException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;

/** The program: has the arguments parsed, runs the command, and turns every end of it into an exit code. */
@Command(name = "parlance", description = "Language models on the JVM.", versionProvider = Version.class, synopsisSubcommandLabel = "COMMAND", commandListHeading = "%nCommands:%n")
final class Parlance {
    private static final String LOG_LEVEL_PROPERTY = "org.slf4j.simpleLogger.defaultLogLevel";

    @Option(names = {"-V", "--version"}, versionHelp = true, description = "Show the version.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean version;

    private final Stdio stdio;
    private final StringWriter helpText = new StringWriter();
    private final CommandLine commandLine;

    Parlance(Stdio stdio) {
        this.stdio = stdio;
        this.commandLine = new CommandLine(this);
        Subcommands.addTo(commandLine, stdio);
        boolean colour = stdio.isTerminal(Stdio.Stream.OUTPUT) && System.getenv("NO_COLOR") == null;
        commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(colour ? Ansi.ON : Ansi.OFF))
                .setOut(new PrintWriter(helpText))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(this::executeParsed)
                .setParameterExceptionHandler((problem, arguments) -> reportUsage(problem));
    }

    /** Runs a command; returns its exit code. An interrupt of the thread ends it early. */
    int execute(String... arguments) {
        int exitCode = commandLine.execute(arguments);
        return Thread.interrupted() ? ExitCode.INTERRUPTED : exitCode;
    }

    private int executeParsed(ParseResult parsed) {
        if (CommonOptions.verbose(parsed)) {
            System.setProperty(LOG_LEVEL_PROPERTY, "info");
        }
        try {
            return help(parsed) ? ExitCode.OK : run(parsed);
        } catch (ParameterException e) {
            throw e;
        } catch (Throwable failure) {
            return report(failure, CommonOptions.debug(parsed));
        }
    }

    private boolean help(ParseResult parsed) {
        boolean wanted = CommandLine.executeHelpRequest(parsed) != null;
        stdio.print(helpText.toString());
        return wanted;
    }

    private int run(ParseResult parsed) throws IOException {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        CommandLine called = last.commandSpec().commandLine();
        if (!(called.getCommand() instanceof Subcommand command)) {
            called.usage(stdio.err());
            return ExitCode.USAGE;
        }
        try {
            command.run(stdio);
            return ExitCode.OK;
        } catch (UsageException e) {
            throw new ParameterException(called, String.valueOf(e.getMessage()), e);
        }
    }

    private int reportUsage(ParameterException problem) {
        stdio.message(Failures.describe(problem) + "; see '"
                + problem.getCommandLine().getCommandSpec().qualifiedName() + " --help'");
        return ExitCode.USAGE;
    }

    private int report(Throwable failure, boolean debug) {
        if (Thread.currentThread().isInterrupted()) {
            return ExitCode.INTERRUPTED; // whatever failed did so because of that
        }
        if (Failures.isBrokenPipe(failure)) {
            return ExitCode.BROKEN_PIPE;
        }
        stdio.message(Failures.describe(failure));
        if (debug) {
            failure.printStackTrace(stdio.err());
        }
        return ExitCode.FAILURE;
    }
}
