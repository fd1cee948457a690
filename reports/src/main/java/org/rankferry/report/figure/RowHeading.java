package org.rankferry.report.figure;

import java.util.List;

import org.rankferry.report.figure.Mark.Anchor;

/**
 * Label and value of a row above its marks, for narrow windows and long labels.
 *
 * @param lines      of the label.
 * @param value      at the right, or beneath the label where it has no room there.
 * @param valueBelow which of them.
 */
record RowHeading(List<String> lines, String value, boolean valueBelow) {
    private static final double LINE = 16;
    private static final double GAP = 8;
    private static final double FIRST = 16;

    static RowHeading of(final String label, final String value, final double width) {
        final List<String> lines = TextWidth.wrap(label, Drawing.TEXT, width);
        return new RowHeading(lines, value, !value.isEmpty() && TextWidth.of(lines.getLast(), Drawing.TEXT)
            + TextWidth.of(value, Drawing.SMALL) + GAP > width);
    }

    /** Of all lines but the first. */
    double extra() {
        return (lines.size() - 1 + (valueBelow ? 1 : 0)) * LINE;
    }

    /** Draws it on ground of its own, as lines of an axis may pass there. */
    void draw(final Drawing drawing, final double y) {
        drawing.box(0, y + 2, drawing.width(), FIRST + 4 + extra(), Ink.GROUND);
        double base = y + FIRST;
        for (final String line : lines) {
            drawing.text(0, base, line, Anchor.START, Ink.TEXT);
            base += LINE;
        }
        if (value.isEmpty()) {
            return;
        }
        if (valueBelow) {
            drawing.small(0, base, value, Anchor.START);
        } else {
            drawing.small(drawing.width(), base - LINE, value, Anchor.END);
        }
    }
}
