package org.rankferry.report.figure;

import java.util.List;

import org.rankferry.report.figure.Mark.Anchor;

/**
 * Points on rows that share an axis.
 *
 * @param keys        of the points.
 * @param clusters    of rows, from the top.
 * @param axis        what it shows, with the unit.
 * @param logarithmic axis, or one from 0.
 * @param reference   a line at this value, or NaN.
 */
public record DotChart(List<Key> keys, List<Cluster> clusters, String axis, boolean logarithmic, double reference)
    implements Chart {

    private static final double ROW = 26;
    private static final double TALL_ROW = 42;
    private static final double HEAD = 24;
    private static final double AXIS = 42;
    private static final double GAP = 10;
    private static final double RADIUS = 5;
    private static final double MOST_LABEL = 300;

    /**
     * Rows that belong together.
     *
     * @param title above them; may be empty.
     * @param rows  from the top.
     */
    public record Cluster(String title, List<Row> rows) {
    }

    /**
     * A row.
     *
     * @param label of it.
     * @param dots  none where there is no number: then {@code value} says why.
     * @param value written at its end.
     */
    public record Row(String label, List<Dot> dots, String value) {
    }

    /**
     * A point.
     *
     * @param value above 0.
     * @param from  the least of the spread; the value itself when there is none.
     * @param to    the most of the spread.
     * @param key   number of its key.
     */
    public record Dot(double value, double from, double to, int key) {
    }

    private static double row(final double width, final boolean narrow, final Row row) {
        return narrow ? TALL_ROW + heading(width, row).extra() : ROW;
    }

    private static RowHeading heading(final double width, final Row row) {
        return RowHeading.of(row.label(), row.dots().isEmpty() ? "" : row.value(), width);
    }

    @Override
    public Drawing draw(final double width) {
        final Drawing drawing = new Drawing(width);
        final List<Row> rows = clusters.stream().flatMap(cluster -> cluster.rows().stream()).toList();
        final double labels = rows.stream().mapToDouble(row -> TextWidth.of(row.label(), Drawing.TEXT)).max().orElse(0);
        final boolean narrow = width < NARROW || labels > MOST_LABEL;
        final double values = rows.stream().filter(row -> !row.dots().isEmpty())
            .mapToDouble(row -> TextWidth.of(row.value(), Drawing.SMALL)).max().orElse(0);
        final double left = narrow ? 8 : labels + GAP + 4;
        final double right = width - (narrow ? 12 : values + GAP + 8);
        final Scale scale = scale(rows, left, right);
        double y = Key.legend(drawing, keys, 2) + 6;
        final double axisY = y + clusters.stream().mapToDouble(cluster -> (cluster.title().isEmpty() ? 0 : HEAD)
            + cluster.rows().stream().mapToDouble(row -> row(width, narrow, row)).sum()).sum() + 4;
        for (final Scale.Tick tick : scale.ticks(Numbers::compact)) {
            drawing.line(scale.at(tick.value()), y, scale.at(tick.value()), axisY, Ink.GRID, 1);
            drawing.small(scale.at(tick.value()), axisY + 15, tick.label(), Anchor.MIDDLE);
        }
        if (Double.isFinite(reference)) {
            drawing.line(scale.at(reference), y, scale.at(reference), axisY, Ink.MUTED, 1.5);
        }
        drawing.line(left, axisY, right, axisY, Ink.MUTED, 1);
        for (final Cluster cluster : clusters) {
            if (!cluster.title().isEmpty()) {
                drawing.box(0, y + 3, TextWidth.ofBold(cluster.title(), Drawing.SMALL) + 4, 18, Ink.GROUND);
                drawing.head(0, y + 16, cluster.title());
                y += HEAD;
            }
            for (final Row row : cluster.rows()) {
                drawRow(drawing, row, y, scale, narrow);
                y += row(width, narrow, row);
            }
        }
        drawing.endAt(axisY + AXIS + drawing.note(left, axisY + 31, axis));
        return drawing;
    }

    private Scale scale(final List<Row> rows, final double left, final double right) {
        final double given = Double.isFinite(reference) ? reference : 0;
        final double most = rows.stream().flatMap(row -> row.dots().stream()).mapToDouble(Dot::to).max().orElse(1);
        final double least = rows.stream().flatMap(row -> row.dots().stream()).mapToDouble(Dot::from).min().orElse(1);
        return logarithmic
            ? Scale.decades(given > 0 ? Math.min(least, given) : least, Math.max(most, given), left, right)
            : Scale.linear(Math.max(most, given), left, right);
    }

    private void drawRow(
        final Drawing drawing, final Row row, final double y, final Scale scale, final boolean narrow) {

        final RowHeading heading = heading(drawing.width(), row);
        final double middle = y + (narrow ? TALL_ROW - 11 + heading.extra() : ROW / 2);
        if (narrow) {
            heading.draw(drawing, y);
        } else {
            drawing.text(scale.from() - GAP - 4, middle + 4.5, row.label(), Anchor.END, Ink.TEXT);
            if (!row.dots().isEmpty()) {
                drawing.small(scale.to() + GAP, middle + 4.5, row.value(), Anchor.START);
            }
        }
        if (row.dots().isEmpty()) {
            drawing.box(scale.from() + 2, middle - 9, TextWidth.of(row.value(), Drawing.TEXT) + 6, 18, Ink.GROUND);
            drawing.italic(scale.from() + 6, middle + 4.5, row.value());
            return;
        }
        final double from = row.dots().stream().mapToDouble(Dot::value).min().orElseThrow();
        final double to = row.dots().stream().mapToDouble(Dot::value).max().orElseThrow();
        if (!Double.isFinite(reference)) {
            drawing.line(scale.at(from), middle, scale.at(to), middle, Ink.MUTED, 1);
        }
        for (final Dot dot : row.dots()) {
            if (dot.to() > dot.from()) {
                drawing.whisker(scale.at(dot.from()), scale.at(dot.to()), middle, 4);
            }
            keys.get(dot.key()).draw(drawing, scale.at(dot.value()), middle, RADIUS);
        }
    }
}
