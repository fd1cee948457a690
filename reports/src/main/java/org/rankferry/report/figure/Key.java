package org.rankferry.report.figure;

import java.util.List;

import org.rankferry.report.figure.Mark.Anchor;
import org.rankferry.report.figure.Mark.Dash;

/**
 * What an ink or a shape means.
 *
 * @param name  of it.
 * @param ink   of the mark.
 * @param shape of the mark.
 */
public record Key(String name, Ink ink, Shape shape) {
    private static final double SIDE = 11;
    private static final double GAP = 6;
    private static final double BETWEEN = 16;
    private static final double LINE = 20;

    /** Of marks. */
    public enum Shape {
        /** A filled part of a bar. */
        FILLED,
        /** A part of a bar that counts apart. */
        OUTLINED,
        /** Numbers of others. */
        HATCHED,
        /** A round point. */
        DISC,
        /** A square point. */
        SQUARE,
        /** A point like a tent. */
        TRIANGLE,
        /** A square on its corner. */
        DIAMOND
    }

    /** A shape around a place. */
    void draw(final Drawing drawing, final double x, final double y, final double r) {
        switch (shape) {
            case DISC -> drawing.disc(x, y, r, ink);
            case SQUARE -> drawing.box(x - r + 0.5, y - r + 0.5, 2 * r - 1, 2 * r - 1, ink);
            case TRIANGLE -> drawing.area(ink, x, y - r - 0.5, x + r + 0.5, y + r - 0.5, x - r - 0.5, y + r - 0.5);
            case DIAMOND -> drawing.area(ink, x, y - r - 1, x + r + 1, y, x, y + r + 1, x - r - 1, y);
            case OUTLINED -> drawing.frame(x - r, y - r, 2 * r, 2 * r, ink, Dash.SOLID);
            case HATCHED -> drawing.hatched(x - r, y - r, 2 * r, 2 * r, ink);
            default -> drawing.box(x - r, y - r, 2 * r, 2 * r, ink);
        }
    }

    /** All keys in lines, from y on; returns where they end. */
    static double legend(final Drawing drawing, final List<Key> keys, final double y) {
        double x = 0;
        double top = y;
        for (final Key key : keys) {
            final double width = SIDE + GAP + TextWidth.of(key.name, Drawing.SMALL);
            if (x > 0 && x + width > drawing.width()) {
                x = 0;
                top += LINE;
            }
            key.draw(drawing, x + SIDE / 2, top + SIDE / 2, SIDE / 2);
            drawing.small(x + SIDE + GAP, top + SIDE - 1, key.name, Anchor.START);
            x += width + BETWEEN;
        }
        return keys.isEmpty() ? y : top + LINE;
    }
}
