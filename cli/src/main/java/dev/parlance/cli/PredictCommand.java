package dev.parlance.cli;

import dev.parlance.LanguageModel;
import dev.parlance.TokenProbability;
import dev.parlance.cli.spi.JsonOption;
import dev.parlance.cli.spi.ModelOptions;
import dev.parlance.cli.spi.PromptOptions;
import dev.parlance.cli.spi.Stdio;
import dev.parlance.cli.spi.Subcommand;
import dev.parlance.cli.spi.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Shows which tokens can come next. */
@Command(name = "predict", description = "Show the most probable next tokens of a text.")
public final class PredictCommand implements Subcommand {
    @Mixin
    private final PromptOptions prompt = new PromptOptions();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Option(names = "--top", paramLabel = "N", description = "How many tokens to show. Default: 10.")
    private int top = 10;

    @Mixin
    private final JsonOption json = new JsonOption();

    /**
     * A line of the table.
     *
     * @param rank from 1 on, the most probable first
     */
    record Rank(int rank, int token, String text, float probability) {
        static List<Rank> of(List<TokenProbability> best) {
            List<Rank> ranks = new ArrayList<>();
            for (TokenProbability each : best) {
                ranks.add(new Rank(ranks.size() + 1, each.token(), each.text(), each.probability()));
            }
            return ranks;
        }
    }

    @Override
    public void run(Stdio stdio) throws IOException {
        UsageException.checkAtLeast(1, "--top", top);
        model.file();
        String text = prompt.prompt(stdio);
        List<Rank> ranks;
        try (LanguageModel loaded = model.load(stdio)) {
            ranks = Rank.of(loaded.predict(text).top(top));
        }
        if (json.wanted()) {
            JsonOption.print(stdio, ranks);
        } else {
            stdio.print(table(ranks));
        }
    }

    private static String table(List<Rank> ranks) {
        Table table = new Table(Table.Align.RIGHT, Table.Align.RIGHT, Table.Align.LEFT, Table.Align.RIGHT);
        table.row("rank", "id", "token", "probability");
        for (Rank rank : ranks) {
            table.row(Integer.toString(rank.rank()), Integer.toString(rank.token()), Visible.quote(rank.text()),
                    String.format(Locale.ROOT, "%.6f", rank.probability()));
        }
        return table.toString();
    }
}
