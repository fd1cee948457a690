package org.rankferry.report.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.rankferry.report.figure.Ink;
import org.rankferry.report.figure.SvgPainter;

/**
 * The report as one HTML file that needs nothing else: styles and figures are in it, fonts are those that are there.
 *
 * @param summary  at its top.
 * @param sections with figures.
 * @param closing  HTML after them: machines, versions, what was left out.
 * @param footer   a line at its end.
 */
public record Page(Summary summary, List<Section> sections, Closing closing, String footer) {
    /** Widths that figures are drawn at; the page shows the one that fits the window. */
    static final double WIDE = 760;
    private static final double NARROW = 320;
    private static final String STYLE = "page.css";

    /**
     * Tables after the figures.
     *
     * @param tables  in order.
     * @param reading how to read all of it, a sentence each.
     */
    public record Closing(List<Figure.Captioned> tables, List<String> reading) {
    }

    /** The whole file. */
    public String html() {
        final StringBuilder html = new StringBuilder(1 << 18);
        html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .append("<meta name=\"color-scheme\" content=\"light dark\">\n")
            .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src"
                + " 'unsafe-inline'; img-src data:\">\n")
            .append(Html.element("title", summary.title())).append("\n<style>\n:root{").append(Ink.lightVariables())
            .append("}\n@media screen and (prefers-color-scheme:dark){:root{").append(Ink.darkVariables())
            .append("}}\n").append(Ink.rules()).append('\n').append(style()).append("</style>\n</head>\n<body>\n");
        head(html);
        int section = 0;
        for (final Section one : sections) {
            html.append("<section aria-labelledby=\"s").append(++section).append("\">\n<h2 id=\"s").append(section)
                .append("\">").append(Html.text(one.title())).append("</h2>\n")
                .append(one.text().isEmpty() ? "" : Html.element("p", one.text()));
            one.figures().forEach(figure -> figure(html, figure));
            html.append("</section>\n");
        }
        html.append("<section aria-labelledby=\"reading\">\n<h2 id=\"reading\">How to read it</h2>\n")
            .append(Html.list("notes", closing.reading())).append("</section>\n")
            .append("<section aria-labelledby=\"origin\">\n<h2 id=\"origin\">Where the numbers are from</h2>\n");
        tables(html, "origin", closing.tables());
        return html.append("</section>\n</main>\n<footer>").append(Html.text(footer))
            .append("</footer>\n</body>\n</html>\n").toString();
    }

    private void head(final StringBuilder html) {
        html.append("<header>\n").append(Html.element("h1", summary.title())).append("\n<p class=\"lead\">")
            .append(Html.text(summary.lead())).append("</p>\n");
        if (!summary.notices().isEmpty()) {
            html.append("<div class=\"notice\" role=\"note\">");
            summary.notices().forEach(notice -> html.append(Html.element("p", notice)));
            html.append("</div>\n");
        }
        if (!summary.keys().isEmpty()) {
            html.append("<dl class=\"key\">");
            summary.keys().forEach(key -> html.append("<div>").append(Html.element("dt", key.name())).append("<dd>")
                .append(Html.text(key.value())).append("<small>").append(Html.text(key.detail()))
                .append("</small></dd></div>"));
            html.append("</dl>\n");
        }
        html.append("</header>\n<nav aria-label=\"Figures\"><ol>");
        sections.stream().flatMap(section -> section.figures().stream()).forEach(figure -> html.append("<li><a"
            + " href=\"#")
            .append(figure.id()).append("\">").append(Html.text(figure.text().title())).append("</a>")
            .append(figure.isDrawn() ? "" : " (missing)").append("</li>"));
        html.append("</ol></nav>\n<main>\n");
    }

    private static void figure(final StringBuilder html, final Figure figure) {
        final Figure.Text text = figure.text();
        html.append("<figure id=\"").append(figure.id()).append("\">\n<div class=\"whole\">\n<figcaption>")
            .append(Html.element("h3", text.title()))
            .append(Html.element("p", text.caption())).append("</figcaption>\n");
        if (!figure.isDrawn()) {
            html.append("<div class=\"none\"><p>Missing. ").append(Html.text(String.join(" ", figure.notes())))
                .append("</p></div>\n</div>\n</figure>\n");
            return;
        }
        html.append("<div class=\"wide\">").append(SvgPainter.inline(
            figure.chart().draw(WIDE), figure.id() + "-w", text.title(), text.alt())).append("</div>\n<div"
                + " class=\"narrow\">")
            .append(SvgPainter.inline(
            figure.chart().draw(NARROW), figure.id() + "-n", text.title(), text.alt())).append("</div>\n</div>\n");
        html.append(Html.list("notes", figure.notes()));
        tables(html, figure.id(), figure.tables());
        html.append("<details><summary>The data behind this figure</summary>\n")
            .append(Html.table(figure.id() + "-data", "Data: " + text.title(), figure.data().withoutEmptyColumns()))
            .append("</details>\n")
            .append("<p class=\"from files\">As files: <a href=\"figures/").append(figure.id())
            .append(".csv\">CSV</a>, <a href=\"figures/").append(figure.id()).append(".svg\">SVG</a>, <a"
                + " href=\"figures/")
            .append(figure.id()).append(".png\">PNG</a></p>\n");
        if (!figure.origins().isEmpty()) {
            html.append("<div class=\"from\">").append(Sources.html(figure.origins())).append("</div>\n");
        }
        html.append("</figure>\n");
    }

    private static void tables(final StringBuilder html, final String id, final List<Figure.Captioned> tables) {
        for (int i = 0; i < tables.size(); i++) {
            html.append(Html.table(id + "-" + (i + 1), tables.get(i).caption(), tables.get(i).table()));
        }
    }

    private static String style() {
        try (InputStream css = Page.class.getResourceAsStream(STYLE)) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
