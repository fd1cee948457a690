package org.rankferry.report.figure;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import org.rankferry.report.figure.Mark.Anchor;
import org.rankferry.report.figure.Mark.Dash;
import org.rankferry.report.figure.Mark.Face;

/** Drawings as SVG whose colours are CSS variables. */
public final class SvgPainter {
    /** Fonts that are there already. */
    public static final String FONTS =
        "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Liberation Sans','DejaVu Sans',sans-serif";

    private SvgPainter() {
    }

    /** Part of a page, which declares the variables and the rules of {@link Ink}; the id is unique in the page. */
    public static String inline(final Drawing drawing, final String id, final String title, final String alt) {
        return open(drawing, "", id, title, alt) + marks(drawing) + "</svg>";
    }

    /** A file of its own, for light and for dark. */
    public static String file(final Drawing drawing, final String id, final String title, final String alt) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + open(
            drawing, String.format(
            Locale.ROOT, " xmlns=\"http://www.w3.org/2000/svg\" width=\"%s\" height=\"%s\"", n(drawing.width()),
            n(drawing.height())), id, title, alt)
            + "<style>:root{" + Ink.lightVariables() + "}@media (prefers-color-scheme:dark){:root{"
            + Ink.darkVariables() + "}}" + Ink.rules() + "text{font-family:" + FONTS + "}</style>"
            + "<rect class=\"f-ground\" width=\"100%\" height=\"100%\"/>" + marks(drawing) + "</svg>\n";
    }

    private static String open(
        final Drawing drawing, final String more, final String id, final String title, final String alt) {

        return String.format(
            Locale.ROOT,
            "<svg%s viewBox=\"-4 0 %s %s\" role=\"img\" aria-labelledby=\"%s-t %s-d\"><title id=\"%s-t\">%s</title>"
                + "<desc id=\"%s-d\">%s</desc>",
            more, n(drawing.width() + 8), n(drawing.height()), id, id, id, text(title), id, text(alt));
    }

    private static String marks(final Drawing drawing) {
        return drawing.marks().stream().map(SvgPainter::mark).collect(Collectors.joining());
    }

    private static String mark(final Mark mark) {
        return switch (mark) {
            case Mark.Box box -> String.format(
                Locale.ROOT, "<rect class=\"f-%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>", box.ink().css(),
                n(box.x()), n(box.y()), n(box.width()), n(box.height()));
            case Mark.Frame frame -> String.format(
                Locale.ROOT, "<rect class=\"s-%s\" fill=\"none\" stroke-width=\"1.5\"%s x=\"%s\" y=\"%s\" width=\"%s\""
                + " height=\"%s\"/>", frame.ink().css(), dash(frame.dash()), n(frame.x()), n(frame.y()),
                n(frame.width()), n(frame.height()));
            case Mark.Line line -> String.format(
                Locale.ROOT, "<path class=\"s-%s\" fill=\"none\" stroke-width=\"%s\"%s d=\"%s\"/>", line.ink().css(),
                n(line.thickness()), dash(line.dash()), path(line.points()));
            case Mark.Area area -> String.format(
                Locale.ROOT, "<path class=\"f-%s\" d=\"%sZ\"/>", area.ink().css(), path(area.points()));
            case Mark.Disc disc -> String.format(
                Locale.ROOT, "<circle class=\"f-%s\" cx=\"%s\" cy=\"%s\" r=\"%s\"/>", disc.ink().css(), n(disc.x()),
                n(disc.y()), n(disc.radius()));
            case Mark.Text label -> label(label);
        };
    }

    private static String label(final Mark.Text label) {
        final String anchor = label.anchor() == Anchor.START ? ""
            : " text-anchor=\"" + label.anchor().name().toLowerCase(Locale.ROOT) + "\"";
        final String face = label.face() == Face.BOLD ? " font-weight=\"600\""
            : label.face() == Face.ITALIC ? " font-style=\"italic\"" : "";
        return String.format(
            Locale.ROOT, "<text class=\"f-%s\" x=\"%s\" y=\"%s\" font-size=\"%s\"%s%s>%s</text>", label.ink().css(),
            n(label.x()), n(label.y()), n(label.size()), anchor, face, text(label.text()));
    }

    private static String dash(final Dash dash) {
        return dash == Dash.SOLID ? "" : " stroke-dasharray=\"" + n(dash.length()) + "\"";
    }

    private static String path(final List<double[]> points) {
        final StringBuilder path = new StringBuilder();
        points.forEach(point -> path.append(path.isEmpty() ? "M" : "L").append(n(point[0])).append(' ')
            .append(n(point[1])));
        return path.toString();
    }

    private static String n(final double value) {
        final String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    private static String text(final String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
