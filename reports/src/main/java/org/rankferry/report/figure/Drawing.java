package org.rankferry.report.figure;

import java.util.ArrayList;
import java.util.List;

import org.rankferry.report.figure.Mark.Anchor;
import org.rankferry.report.figure.Mark.Dash;
import org.rankferry.report.figure.Mark.Face;

/** Marks on a ground, from the lowest to the topmost. For one thread. */
public final class Drawing {
    /** Size of most texts. */
    static final double TEXT = 13;
    /** Size of texts on axes. */
    static final double SMALL = 12;
    private static final double HATCH_STEP = 6;
    private static final double LINE = 16;
    private static final double BOLDER = 1.1;

    private final double width;
    private final List<Mark> marks = new ArrayList<>();
    private double height;

    /** An empty one. */
    Drawing(final double width) {
        this.width = width;
    }

    /** In CSS pixels. */
    public double width() {
        return width;
    }

    /** In CSS pixels. */
    public double height() {
        return height;
    }

    List<Mark> marks() {
        return List.copyOf(marks);
    }

    void endAt(final double bottom) {
        height = bottom;
    }

    void box(final double x, final double y, final double wide, final double high, final Ink ink) {
        marks.add(new Mark.Box(x, y, Math.max(0, wide), high, ink));
    }

    void frame(final double x, final double y, final double wide, final double high, final Ink ink, final Dash dash) {
        marks.add(new Mark.Frame(x, y, Math.max(0, wide), high, ink, dash));
    }

    void line(final double x1, final double y1, final double x2, final double y2, final Ink ink, final double thick) {
        line(List.of(new double[] {x1, y1}, new double[] {x2, y2}), ink, thick, Dash.SOLID);
    }

    void line(final List<double[]> points, final Ink ink, final double thick, final Dash dash) {
        marks.add(new Mark.Line(List.copyOf(points), ink, thick, dash));
    }

    void disc(final double x, final double y, final double radius, final Ink ink) {
        marks.add(new Mark.Disc(x, y, radius, ink));
    }

    void area(final Ink ink, final double... coordinates) {
        final List<double[]> points = new ArrayList<>();
        for (int i = 0; i < coordinates.length; i += 2) {
            points.add(new double[] {coordinates[i], coordinates[i + 1]});
        }
        marks.add(new Mark.Area(points, ink));
    }

    void text(final double x, final double y, final String text, final Anchor anchor, final Ink ink) {
        marks.add(new Mark.Text(x, y, text, anchor, TEXT, Face.PLAIN, ink));
    }

    void small(final double x, final double y, final String text, final Anchor anchor) {
        marks.add(new Mark.Text(x, y, text, anchor, SMALL, Face.PLAIN, Ink.MUTED));
    }

    /** A title in as many lines as it needs, the first at {@code y}; returns the height of those after it. */
    double title(final double x, final double y, final String text) {
        double below = 0;
        for (final String line : TextWidth.wrap(text, TEXT * BOLDER, width - x)) {
            marks.add(new Mark.Text(x, y + below, line, Anchor.START, TEXT, Face.BOLD, Ink.TEXT));
            below += LINE;
        }
        return below - LINE;
    }

    /** A small text in as many lines as it needs, the first at {@code y}; returns the height of those after it. */
    double note(final double x, final double y, final String text) {
        double below = 0;
        for (final String line : TextWidth.wrap(text, SMALL, width - x)) {
            small(x, y + below, line, Anchor.START);
            below += LINE;
        }
        return below - LINE;
    }

    void head(final double x, final double y, final String text) {
        marks.add(new Mark.Text(x, y, text, Anchor.START, SMALL, Face.BOLD, Ink.MUTED));
    }

    void italic(final double x, final double y, final String text) {
        marks.add(new Mark.Text(x, y, text, Anchor.START, TEXT, Face.ITALIC, Ink.MUTED));
    }

    /** A rectangle filled with slanted lines, and its outline. */
    void hatched(final double x, final double y, final double wide, final double high, final Ink ink) {
        for (double start = x - high + HATCH_STEP; start < x + wide; start += HATCH_STEP) {
            final double left = Math.max(start, x);
            final double right = Math.min(start + high, x + wide);
            if (right > left) {
                line(left, y + high - (left - start), right, y + high - (right - start), ink, 1);
            }
        }
        frame(x, y, wide, high, ink, Dash.SOLID);
    }

    /** A whisker from one value to another. */
    void whisker(final double from, final double to, final double y, final double cap) {
        line(from, y, to, y, Ink.TEXT, 1.5);
        line(from, y - cap, from, y + cap, Ink.TEXT, 1.5);
        line(to, y - cap, to, y + cap, Ink.TEXT, 1.5);
    }
}
