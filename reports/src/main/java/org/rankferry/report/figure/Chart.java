package org.rankferry.report.figure;

/** What can be drawn at any width. Immutable. */
@FunctionalInterface
public interface Chart {
    /** Below this a chart is laid out for a narrow window. */
    double NARROW = 560;

    /** Draws it, as high as it has to be; width in CSS pixels. */
    Drawing draw(double width);
}
