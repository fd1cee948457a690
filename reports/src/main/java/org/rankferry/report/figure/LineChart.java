package org.rankferry.report.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;

import org.rankferry.report.figure.Mark.Anchor;
import org.rankferry.report.figure.Mark.Dash;

/**
 * Lines over an axis that is logarithmic.
 *
 * @param series what is drawn.
 * @param x      the lower axis.
 * @param y      the other one.
 */
public record LineChart(List<Series> series, Horizontal x, Vertical y) implements Chart {
    private static final double PLOT = 270;
    private static final double AXIS = 46;
    private static final double HEAD = 22;
    private static final double RIGHT = 18;
    private static final double RADIUS = 4.5;
    private static final double LABEL_ROOM = 58;
    private static final List<Ink> INKS =
        List.of(Ink.BLUE, Ink.VERMILION, Ink.GREEN, Ink.AMBER, Ink.PURPLE, Ink.QUOTED);
    private static final List<Key.Shape> SHAPES =
        List.of(Key.Shape.DISC, Key.Shape.SQUARE, Key.Shape.DIAMOND, Key.Shape.TRIANGLE);

    /**
     * A line.
     *
     * @param name    of it.
     * @param points  by growing x.
     * @param partial measured by runs that were cut off, or not measured at all: drawn dashed.
     */
    public record Series(String name, List<Point> points, boolean partial) {
    }

    /**
     * A point.
     *
     * @param x    above 0.
     * @param y    value.
     * @param from least of the spread; y itself when there is none.
     * @param to   most of the spread.
     */
    public record Point(double x, double y, double from, double to) {
    }

    /**
     * The lower axis.
     *
     * @param title with the unit.
     * @param ticks values that have a label.
     * @param label of a value.
     */
    public record Horizontal(String title, List<Double> ticks, DoubleFunction<String> label) {
    }

    /**
     * The other axis.
     *
     * @param title       with the unit.
     * @param logarithmic or linear from 0.
     */
    public record Vertical(String title, boolean logarithmic) {
    }

    private List<Key> keys() {
        final List<Key> keys = new ArrayList<>();
        for (int i = 0; i < series.size(); i++) {
            keys.add(new Key(series.get(i).name(), INKS.get(i % INKS.size()), SHAPES.get(i % SHAPES.size())));
        }
        return keys;
    }

    private Stream<Point> points() {
        return series.stream().flatMap(one -> one.points().stream());
    }

    @Override
    public Drawing draw(final double width) {
        final Drawing drawing = new Drawing(width);
        final List<Key> keys = keys();
        final double legend = Key.legend(drawing, keys, 2);
        final double top = legend + HEAD + 4 + drawing.note(0, legend + 14, y.title());
        final double bottom = top + PLOT;
        final double most = points().mapToDouble(Point::to).max().orElse(1);
        final double least = points().mapToDouble(Point::from).filter(value -> value > 0).min().orElse(1);
        final Scale up = y.logarithmic() ? Scale.decades(least, most, bottom, top)
            : Scale.linear(most * 1.02, bottom, top);
        final List<Scale.Tick> ticks = up.ticks(Numbers::plain);
        final double left = ticks.stream().mapToDouble(tick -> TextWidth.of(tick.label(), Drawing.SMALL)).max()
            .orElse(0) + 8;
        for (final Scale.Tick tick : ticks) {
            final double level = up.at(tick.value());
            drawing.line(left, level, width - RIGHT, level, Ink.GRID, 1);
            drawing.small(left - 6, level + 4, tick.label(), Anchor.END);
        }
        final double inset = 14;
        final Scale across = new Scale(
            points().mapToDouble(Point::x).min().orElse(1), points().mapToDouble(Point::x).max().orElse(10) * 1.000001,
            left + inset, width - RIGHT - inset, true);
        drawHorizontal(drawing, across, top, bottom);
        drawing.line(left, bottom, width - RIGHT, bottom, Ink.MUTED, 1);
        for (int i = 0; i < series.size(); i++) {
            drawSeries(drawing, series.get(i), keys.get(i), across, up);
        }
        drawing.small(left, bottom + 34, x.title(), Anchor.START);
        drawing.endAt(bottom + AXIS);
        return drawing;
    }

    private void drawHorizontal(final Drawing drawing, final Scale across, final double top, final double bottom) {
        double last = Double.NEGATIVE_INFINITY;
        for (final double value : x.ticks()) {
            final double at = across.at(value);
            drawing.line(at, top, at, bottom, Ink.GRID, 1);
            if (at - last >= LABEL_ROOM) {
                drawing.small(at, bottom + 16, x.label().apply(value), Anchor.MIDDLE);
                last = at;
            }
        }
    }

    private static void drawSeries(
        final Drawing drawing, final Series of, final Key key, final Scale across, final Scale up) {

        final List<double[]> line = of.points().stream()
            .map(point -> new double[] {across.at(point.x()), up.at(point.y())}).toList();
        if (line.size() > 1) {
            drawing.line(line, key.ink(), 2, of.partial() ? Dash.LONG : Dash.SOLID);
        }
        for (final Point point : of.points()) {
            final double at = across.at(point.x());
            if (point.to() > point.from()) {
                drawing.line(at, up.at(point.from()), at, up.at(point.to()), key.ink(), 1.5);
                drawing.line(at - 4, up.at(point.from()), at + 4, up.at(point.from()), key.ink(), 1.5);
                drawing.line(at - 4, up.at(point.to()), at + 4, up.at(point.to()), key.ink(), 1.5);
            }
            key.draw(drawing, at, up.at(point.y()), RADIUS);
        }
    }
}
