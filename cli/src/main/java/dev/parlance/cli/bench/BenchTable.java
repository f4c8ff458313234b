package dev.parlance.cli.bench;

import dev.parlance.cli.Table;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/** What {@code bench} prints for people. */
final class BenchTable {
    private BenchTable() {}

    static String of(List<Measurement> all) {
        Table table = new Table(Table.Align.LEFT, Table.Align.LEFT, Table.Align.RIGHT, Table.Align.LEFT,
                Table.Align.RIGHT, Table.Align.RIGHT, Table.Align.RIGHT);
        table.row("engine", "format", "threads", "test", "tokens/s", "+-", "peak MiB");
        for (Measurement each : all) {
            table.row(each.engine(), each.format(), Integer.toString(each.threads()), each.test(),
                    String.format(Locale.ROOT, "%.1f", each.tokensPerSecond()),
                    String.format(Locale.ROOT, "%.1f", each.deviation()), mebibytes(each.peakRssBytes()));
        }
        return table.toString();
    }

    private static String mebibytes(@Nullable Long bytes) {
        return bytes == null ? "?" : Long.toString(bytes >> 20);
    }
}
