package dev.parlance.cli.bench;

import dev.parlance.cli.Table;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * What {@code bench} prints for people.
 *
 * @param measurements the results
 * @param bytesPerToken what generating a token reads, if it is known
 * @param readLimit the bytes per second that the machine reads at most
 */
record BenchTable(List<Measurement> measurements, OptionalLong bytesPerToken, double readLimit) {

    @Override
    public String toString() {
        Table table = new Table(Table.Align.LEFT, Table.Align.LEFT, Table.Align.RIGHT, Table.Align.LEFT,
                Table.Align.RIGHT, Table.Align.RIGHT, Table.Align.RIGHT, Table.Align.RIGHT);
        table.row("engine", "format", "threads", "test", "tokens/s", "+-", "of limit", "peak MiB");
        for (Measurement each : measurements) {
            table.row(each.engine(), each.format(), Integer.toString(each.threads()), each.test(),
                    String.format(Locale.ROOT, "%.1f", each.tokensPerSecond()),
                    String.format(Locale.ROOT, "%.1f", each.deviation()), share(each), mebibytes(each.peakRssBytes()));
        }
        return table
                + String.format(Locale.ROOT, "%nThe limit is to read the weights once for each token that one session"
                        + " generates; memory is read at %.1f GB/s.%n", readLimit / 1e9);
    }

    /** Returns which share of the limit a generation by one session reaches. */
    private String share(Measurement each) {
        BenchTest test = BenchTest.named(each.test());
        if (bytesPerToken.isEmpty() || test.kind() != BenchTest.Kind.GENERATION || test.sessions() > 1) {
            return "";
        }
        return String.format(Locale.ROOT, "%.0f %%",
                100 * each.tokensPerSecond() * bytesPerToken.getAsLong() / readLimit);
    }

    private static String mebibytes(@Nullable Long bytes) {
        return bytes == null ? "?" : Long.toString(bytes >> 20);
    }
}
