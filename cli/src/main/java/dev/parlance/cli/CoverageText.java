package dev.parlance.cli;

import dev.parlance.EngineCoverage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** What {@code info --supported} prints for people: what each engine has the code for. */
final class CoverageText {
    private CoverageText() {}

    static String of(List<EngineCoverage> engines) {
        if (engines.isEmpty()) {
            return "no such engine on the class path\n";
        }
        return "Every engine runs each of its architectures in each of its formats.\n\n"
                + table("format", engines, EngineCoverage::formats) + "\n"
                + table("architecture", engines, EngineCoverage::architectures);
    }

    private static Table table(String what, List<EngineCoverage> engines,
            Function<EngineCoverage, List<String>> names) {
        Table.Align[] columns = new Table.Align[1 + engines.size()];
        Arrays.fill(columns, Table.Align.LEFT);
        Table table = new Table(columns);
        table.row(row(what, engines.stream().map(engine -> Visible.escape(engine.engine()))));
        TreeSet<String> all = new TreeSet<>();
        engines.forEach(engine -> all.addAll(names.apply(engine)));
        for (String name : all) {
            table.row(row(Visible.escape(name), engines.stream()
                    .map(engine -> names.apply(engine).contains(name) ? "yes" : "-")));
        }
        return table;
    }

    private static String[] row(String first, Stream<String> others) {
        List<String> cells = new ArrayList<>(List.of(first));
        others.forEach(cells::add);
        return cells.toArray(String[]::new);
    }
}
