import dev.parlance.cli.spi.Subcommand;
import org.jspecify.annotations.NullMarked;

/** The command line of Parlance. */
@NullMarked module dev.parlance.cli {
    requires transitive dev.parlance.api;
    requires dev.parlance.chat;
    requires dev.parlance.gguf;
    requires dev.parlance.model.stories;
    requires dev.parlance.samplers;
    requires java.management;
    requires org.jline.reader;
    requires org.jline.terminal;
    requires transitive info.picocli;
    requires tools.jackson.databind;

    exports dev.parlance.cli.spi;

    // Picocli sets the fields of commands and option groups; Jackson reads the records of results.
    opens dev.parlance.cli to info.picocli, tools.jackson.databind;
    opens dev.parlance.cli.chat to info.picocli;
    opens dev.parlance.cli.bench to info.picocli, tools.jackson.databind;
    opens dev.parlance.cli.spi to info.picocli;

    uses Subcommand;

    provides Subcommand
            with dev.parlance.cli.RunCommand, dev.parlance.cli.PredictCommand, dev.parlance.cli.TokenizeCommand,
            dev.parlance.cli.InfoCommand, dev.parlance.cli.SamplersCommand,
            dev.parlance.cli.bench.BenchCommand, dev.parlance.cli.chat.ChatCommand;
}
