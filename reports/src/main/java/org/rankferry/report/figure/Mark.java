package org.rankferry.report.figure;

import java.util.List;

/** What a drawing is made of. Lengths are CSS pixels, x to the right and y down. */
sealed interface Mark {
    /** How a line is drawn. */
    enum Dash {
        SOLID(0), SHORT(2), LONG(5);

        private final float length;

        Dash(final float length) {
            this.length = length;
        }

        /** Of a dash and of the gap after it; 0 for a line without gaps. */
        float length() {
            return length;
        }
    }

    /** Which side of a text its place is. */
    enum Anchor {
        START, MIDDLE, END
    }

    /** How a text is written. */
    enum Face {
        PLAIN, BOLD, ITALIC
    }

    /** A filled rectangle. */
    record Box(double x, double y, double width, double height, Ink ink) implements Mark {
    }

    /** The outline of a rectangle. */
    record Frame(double x, double y, double width, double height, Ink ink, Dash dash) implements Mark {
    }

    /** A line through points, {@code x, y} each. */
    record Line(List<double[]> points, Ink ink, double thickness, Dash dash) implements Mark {
    }

    /** A filled area within points. */
    record Area(List<double[]> points, Ink ink) implements Mark {
    }

    /** A filled circle. */
    record Disc(double x, double y, double radius, Ink ink) implements Mark {
    }

    /** A line of text; y is its base line. */
    record Text(double x, double y, String text, Anchor anchor, double size, Face face, Ink ink) implements Mark {
    }
}
