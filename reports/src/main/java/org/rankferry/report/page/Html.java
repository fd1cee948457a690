package org.rankferry.report.page;

import java.util.List;
import java.util.stream.Collectors;

/** Pieces of HTML. */
final class Html {
    private Html() {
    }

    /** Characters that mean something in HTML, made harmless. */
    static String text(final String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    /** An element with a text in it. */
    static String element(final String tag, final String text) {
        return "<" + tag + ">" + text(text) + "</" + tag + ">";
    }

    /** Sentences as a list; nothing when there are none. */
    static String list(final String css, final List<String> items) {
        return items.isEmpty() ? "" : "<ul class=\"" + css + "\">"
            + items.stream().map(item -> element("li", item)).collect(Collectors.joining()) + "</ul>\n";
    }

    /**
     * A table that scrolls by itself where it is too wide, beneath its caption, which does not scroll away.
     *
     * @param id unique in the page.
     */
    static String table(final String id, final String caption, final DataTable table) {
        final StringBuilder html = new StringBuilder();
        html.append("<p class=\"caption\" id=\"").append(id).append("\">").append(text(caption))
            .append("</p><div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"").append(id)
            .append("\"><table aria-labelledby=\"").append(id).append("\"><thead><tr>");
        table.columns().forEach(
            column -> html.append("<th scope=\"col\">").append(text(column.replace('_', ' '))).append("</th>"));
        html.append("</tr></thead><tbody>\n");
        for (final List<String> row : table.rows()) {
            html.append("<tr>");
            for (int i = 0; i < row.size(); i++) {
                final String cell = text(row.get(i));
                html.append(i == 0 ? "<th scope=\"row\">" + cell + "</th>"
                    : isNumber(cell) ? "<td class=\"n\">" + cell + "</td>" : "<td>" + cell + "</td>");
            }
            html.append("</tr>\n");
        }
        return html.append("</tbody></table></div>\n").toString();
    }

    private static boolean isNumber(final String cell) {
        return cell.matches("[-+]?[0-9][0-9.,]*( ?[%×])?");
    }
}
