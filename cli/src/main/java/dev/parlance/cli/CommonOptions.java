package dev.parlance.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** The options that every command has, and the program itself. */
@SuppressWarnings("UnusedVariable") // their place is the parse result, which knows on which level they were given
final class CommonOptions {
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    private boolean help;

    @Option(names = {"-v", "--verbose"}, description = "Log to standard error what is done.")
    private boolean verbose;

    @Option(names = "--debug", description = "Show the stack trace of an error; so does PARLANCE_DEBUG=1.")
    private boolean debug;

    static boolean verbose(ParseResult parsed) {
        return isGiven("--verbose", parsed);
    }

    static boolean debug(ParseResult parsed) {
        return isGiven("--debug", parsed) || System.getenv("PARLANCE_DEBUG") != null;
    }

    private static boolean isGiven(String option, ParseResult parsed) {
        return parsed.hasMatchedOption(option) || (parsed.hasSubcommand() && isGiven(option, parsed.subcommand()));
    }
}
