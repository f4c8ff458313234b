package dev.parlance.cli.spi;

import java.io.IOException;

/**
 * A command of the command line, such as {@code run}, found with {@link java.util.ServiceLoader}.
 *
 * @implSpec A public class with a public constructor without parameters, annotated with picocli's {@code @Command}, which
 *     gives it its name. It is named in {@code META-INF/services}, and a module both {@code provides} it and opens its
 *     package to {@code info.picocli}. An object serves one call. Help, {@code --debug} and {@code --verbose} are added
 *     to every command.
 */
public interface Subcommand {

    /**
     * Does what the command is for, after picocli has set the options.
     *
     * <p>An exception ends the program with its message as one line on standard error. A {@code Ctrl-C} interrupts the
     * thread; what is done then has about two seconds to come to a good end.
     *
     * @param stdio where to read from and write to
     * @throws UsageException if the options do not fit together
     * @throws IOException if something can not be read or written
     */
    void run(Stdio stdio) throws IOException;
}
