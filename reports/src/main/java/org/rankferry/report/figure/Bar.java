package org.rankferry.report.figure;

import java.util.List;

import org.rankferry.report.results.Range;

/**
 * A bar made of parts, one after the other.
 *
 * @param label  at its left, or above it.
 * @param parts  none where there is no number: then {@code value} says why.
 * @param spread of the whole, or null.
 * @param value  written at its end.
 * @param kind   of number.
 */
public record Bar(String label, List<Part> parts, Range spread, String value, Kind kind) {
    /** Whose number it is. */
    public enum Kind {
        /** Measured here. */
        MEASURED,
        /** Measured here, by runs that were cut off. */
        PARTIAL,
        /** Given by others. */
        QUOTED
    }

    /**
     * A part of it.
     *
     * @param value in units of the axis.
     * @param ink   it is filled with.
     * @param apart drawn as an outline, as it counts apart.
     */
    public record Part(double value, Ink ink, boolean apart) {
    }

    /** One without a number. */
    public static Bar absent(final String label, final String why, final Kind kind) {
        return new Bar(label, List.of(), null, why, kind);
    }

    double end() {
        final double sum = parts.stream().mapToDouble(Part::value).sum();
        return spread == null ? sum : Math.max(sum, spread.max());
    }
}
