package org.rankferry.report.page;

import java.util.List;

/**
 * What stands before all figures.
 *
 * @param title   of the page.
 * @param lead    a sentence or two.
 * @param keys    the numbers to take home.
 * @param notices what a reader has to know before believing anything.
 */
public record Summary(String title, String lead, List<KeyNumber> keys, List<String> notices) {
    /**
     * A number to take home.
     *
     * @param name   of it.
     * @param value  with its unit.
     * @param detail spread, and what others have.
     */
    public record KeyNumber(String name, String value, String detail) {
    }
}
