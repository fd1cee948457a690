package org.rankferry.report.page;

import java.util.List;

/**
 * A part of the page.
 *
 * @param title   of it.
 * @param text    before the figures; may be empty.
 * @param figures in order.
 */
public record Section(String title, String text, List<Figure> figures) {
}
