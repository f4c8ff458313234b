package dev.parlance.cli.bench;

import java.util.List;
import java.util.Locale;

/** The results as a picture in SVG: for each test a group of bars, one for each engine, as long as it is fast. */
final class BenchPicture {
    private static final int WIDTH = 720;
    private static final int LABELS = 230;
    private static final int BAR = 18;
    private static final int GAP = 14;
    private static final List<String> COLOURS = List.of("#3b6ea5", "#d9822b", "#5a9367", "#8e6c8a");

    private final List<Measurement> measurements;
    private final StringBuilder svg = new StringBuilder();
    private int y;

    private BenchPicture(List<Measurement> measurements) {
        this.measurements = measurements;
    }

    static String of(List<Measurement> measurements) {
        return new BenchPicture(measurements).draw();
    }

    private String draw() {
        List<String> engines = measurements.stream().map(Measurement::engine).distinct().toList();
        for (String test : measurements.stream().map(Measurement::test).distinct().toList()) {
            List<Measurement> group = measurements.stream().filter(each -> each.test().equals(test)).toList();
            double fastest = group.stream().mapToDouble(Measurement::tokensPerSecond).max().orElse(1);
            y += GAP;
            for (Measurement each : group) {
                bar(each, fastest, COLOURS.get(engines.indexOf(each.engine()) % COLOURS.size()));
            }
        }
        return String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="13">
                <rect width="100%%" height="100%%" fill="white"/>
                %s</svg>
                """, WIDTH, y + GAP, svg);
    }

    private void bar(Measurement each, double fastest, String colour) {
        double length = (WIDTH - LABELS - 110) * each.tokensPerSecond() / fastest;
        text(LABELS - 8, "end", each.test() + "  " + each.engine() + " " + each.format());
        svg.append(String.format(Locale.ROOT, "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
                LABELS, y,
                length, BAR - 3, colour));
        text(LABELS + length + 6, "start", String.format(Locale.ROOT, "%.1f tokens/s", each.tokensPerSecond()));
        y += BAR;
    }

    private void text(double x, String anchor, String content) {
        svg.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>%n", x,
                y + BAR - 6, anchor,
                content.replace("&", "&amp;").replace("<", "&lt;")));
    }
}
