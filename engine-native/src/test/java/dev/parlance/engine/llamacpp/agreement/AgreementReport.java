package dev.parlance.engine.llamacpp.agreement;

import dev.parlance.testkit.agreement.Difference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Collects what was measured and writes it to {@code target/agreement}, a table for each CPU variant. */
final class AgreementReport {
    private static final Map<String, List<Agreement.Agreed>> ROWS = new TreeMap<>();
    private static final String HEAD = """
            | setting | weights | logits | bit-equal | largest difference | median row | NMSE, median / largest |
            |---|---|---|---|---|---|---|
            """;

    private AgreementReport() {}

    /** Adds a measurement and writes the table of its variant. */
    static synchronized void add(String variant, String setting, Agreement.Weights weights,
            Agreement.Agreed agreed) {
        ROWS.computeIfAbsent(setting + " | " + weights, key -> new ArrayList<>()).add(agreed);
        StringBuilder table = new StringBuilder(HEAD);
        ROWS.forEach((name, measured) -> table.append(row(name, measured)));
        Path folder = Path.of(System.getProperty("basedir", "."), "target", "agreement");
        try {
            Files.writeString(Files.createDirectories(folder).resolve(variant + ".md"), table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String row(String name, List<Agreement.Agreed> agreed) {
        List<Difference> measured = agreed.stream().map(Agreement.Agreed::difference).toList();
        long count = measured.stream().mapToLong(Difference::count).sum();
        long equal = measured.stream().mapToLong(Difference::equal).sum();
        double[] errors = measured.stream().mapToDouble(Difference::normalised).sorted().toArray();
        double[] medians = agreed.stream().mapToDouble(Agreement.Agreed::medianRow).sorted().toArray();
        return String.format(Locale.ROOT, "| %s | %d | %s | %.1e | %.1e | %.1e / %.1e |%n", name, count,
                equalShare(measured, count, equal),
                measured.stream().mapToDouble(Difference::largest).max().orElseThrow(), medians[medians.length / 2],
                errors[errors.length / 2], errors[errors.length - 1]);
    }

    /** Returns the share of equal logits, and how many units in the last place half of the others are off at most. */
    private static String equalShare(List<Difference> measured, long count, long equal) {
        if (equal == count) {
            return "all";
        }
        int[] ulps = measured.stream().flatMapToInt(difference -> IntStream.of(difference.ulps())).sorted().toArray();
        return String.format(Locale.ROOT, "%.1f %%, median of the others %d ULP", 100d * equal / count,
                ulps[ulps.length / 2]);
    }
}
