package dev.parlance.cli;

import dev.parlance.cli.spi.Stdio;
import dev.parlance.cli.spi.Subcommand;
import dev.parlance.internal.Providers;
import picocli.CommandLine;
import picocli.CommandLine.PicocliException;

import java.util.ServiceLoader;

/** Finds the commands on the class path. One that can not be started is reported and harms no other. */
final class Subcommands {
    private Subcommands() {}

    /** Adds the commands, and to each and the program itself what all have in common. */
    static void addTo(CommandLine program, Stdio stdio) {
        Providers<Subcommand> commands = Providers.discover(Subcommands.class.getClassLoader(),
                loader -> ServiceLoader.load(Subcommand.class, loader));
        for (Subcommand command : commands.found()) {
            try {
                program.addSubcommand(prepare(new CommandLine(command)));
            } catch (PicocliException | LinkageError e) {
                warn(command.getClass().getName(), e, stdio);
            }
        }
        commands.broken().forEach(broken -> warn(broken.name(), broken.failure(), stdio));
        prepare(program).addSubcommand(new CommandLine.HelpCommand());
    }

    private static void warn(String command, Throwable failure, Stdio stdio) {
        stdio.message("warning: the command " + command + " can not be used: " + Providers.describe(failure));
    }

    private static CommandLine prepare(CommandLine command) {
        command.addMixin("common", new CommonOptions());
        command.getCommandSpec().usageMessage().sortOptions(false).abbreviateSynopsis(true).parameterListHeading("%n")
                .optionListHeading("%n");
        return command;
    }
}
