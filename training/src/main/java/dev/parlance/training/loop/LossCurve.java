package dev.parlance.training.loop;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The loss of a run over its steps as an SVG picture: training grey, validation black. */
public final class LossCurve {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 320;
    private static final int MARGIN = 48;

    private final List<TrainingLog.Entry> entries;
    private final double top;
    private final double steps;

    private LossCurve(List<TrainingLog.Entry> entries) {
        this.entries = entries;
        this.top = Math.ceil(entries.stream().mapToDouble(TrainingLog.Entry::loss).max().orElse(1));
        this.steps = entries.getLast().step();
    }

    /**
     * Draws the picture.
     *
     * @param title stands above it
     * @throws IllegalArgumentException if there are no entries
     */
    public static String svg(String title, List<TrainingLog.Entry> entries) {
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("the log has no entries to draw");
        }
        return new LossCurve(entries).svg(title);
    }

    private String svg(String title) {
        StringBuilder svg = new StringBuilder(String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
                <rect width="100%%" height="100%%" fill="white"/>
                <text x="%d" y="24" font-size="14">%s</text>
                """, WIDTH, HEIGHT, MARGIN, escape(title)));
        for (int loss = 0; loss <= top; loss++) {
            svg.append(String.format(Locale.ROOT, """
                    <line x1="%d" x2="%d" y1="%2$.1f" y2="%2$.1f" stroke="#ddd"/><text x="%d" y="%.1f">%d</text>
                    """.replace("%2$.1f", "%s"), MARGIN, WIDTH - MARGIN, y(loss), y(loss), MARGIN - 16, y(loss) + 4,
                    loss));
        }
        svg.append(String.format(Locale.ROOT, """
                <text x="%d" y="%d">0</text><text x="%d" y="%d" text-anchor="end">%.0f steps</text>
                """, MARGIN, HEIGHT - MARGIN + 20, WIDTH - MARGIN, HEIGHT - MARGIN + 20, steps));
        line(svg, "#999", 1, TrainingLog.Entry::loss);
        line(svg, "black", 2, TrainingLog.Entry::validationLoss);
        return svg.append("</svg>\n").toString();
    }

    private void line(StringBuilder svg, String color, int width, ToDoubleFunction<TrainingLog.Entry> value) {
        String points = entries.stream().filter(entry -> !Double.isNaN(value.applyAsDouble(entry)))
                .map(entry -> String.format(Locale.ROOT, "%.1f,%.1f", x(entry.step()), y(value.applyAsDouble(entry))))
                .collect(Collectors.joining(" "));
        svg.append(String.format(Locale.ROOT,
                "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"%d\" points=\"%s\"/>%n",
                color, width, points));
    }

    private double x(long step) {
        return MARGIN + (WIDTH - 2.0 * MARGIN) * step / steps;
    }

    private double y(double loss) {
        return HEIGHT - MARGIN - (HEIGHT - 2.0 * MARGIN) * loss / top;
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
