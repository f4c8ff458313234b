package dev.parlance.cli;

import java.util.ArrayList;
import java.util.List;

/** Lines of cells, each column as wide as its widest cell. */
public final class Table {
    private final Align[] columns;
    private final List<String[]> rows = new ArrayList<>();

    /** On which side of its column a cell stands. */
    public enum Align {
        LEFT, RIGHT
    }

    /** Makes a table without lines. */
    public Table(Align... columns) {
        this.columns = columns.clone();
    }

    /** Adds a line, with as many cells as there are columns. */
    public void row(String... cells) {
        rows.add(cells);
    }

    /** Returns the lines, without blanks at their ends. */
    @Override
    public String toString() {
        int[] widths = new int[columns.length];
        for (String[] row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], width(row[i]));
            }
        }
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String padding = " ".repeat(widths[i] - width(row[i]));
                line.append(i == 0 ? "" : "  ").append(columns[i] == Align.LEFT ? row[i] + padding : padding + row[i]);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    /** Counts characters; that some are wider or narrower than one cell on a terminal is let pass. */
    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
