/**
 * The report as files. A {@link org.rankferry.report.page.Page} has {@link org.rankferry.report.page.Section}s of
 * {@link org.rankferry.report.page.Figure}s and makes one HTML text; {@link org.rankferry.report.page.ReportFiles}
 * writes it, and each figure as SVG, PNG and CSV. Styles are in {@code page.css}.
 *
 * <p>Uses figures and where results are from; does not know what is shown.
 */
package org.rankferry.report.page;
