package org.rankferry.report.page;

import java.util.List;

import org.rankferry.report.figure.Chart;
import org.rankferry.report.results.Origin;

/**
 * A figure of the report.
 *
 * @param id      name of its files and its place in the page.
 * @param text    of it.
 * @param chart   what is drawn, or null when the results hold nothing for it; then the notes say what is missing.
 * @param data    behind it.
 * @param notes   a sentence each, beneath it.
 * @param tables  beneath the notes.
 * @param origins where the data are from.
 */
public record Figure(
    String id, Text text, Chart chart, DataTable data, List<String> notes, List<Captioned> tables,
    List<Origin> origins) {

    /**
     * What is said about a figure.
     *
     * @param title   of it.
     * @param caption what is to be seen, in a sentence or two.
     * @param alt     what it shows, for those who can't see it.
     */
    public record Text(String title, String caption, String alt) {
    }

    /**
     * A table that belongs to a figure.
     *
     * @param caption what it is.
     * @param table   its rows.
     */
    public record Captioned(String caption, DataTable table) {
    }

    /** One without tables of its own. */
    public Figure(
        final String id, final Text text, final Chart chart, final DataTable data, final List<String> notes,
        final List<Origin> origins) {

        this(id, text, chart, data, notes, List.of(), origins);
    }

    /** One that can't be drawn. */
    public static Figure missing(final String id, final String title, final String caption, final String what) {
        return new Figure(
            id, new Text(title, caption, ""), null, new DataTable(List.of(), List.of()), List.of(what), List.of());
    }

    /** Whether there is something to see. */
    public boolean isDrawn() {
        return chart != null;
    }
}
