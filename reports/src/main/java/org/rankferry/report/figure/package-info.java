/**
 * Charts. A {@link org.rankferry.report.figure.Chart} says what is shown and draws itself at a width into a
 * {@link org.rankferry.report.figure.Drawing}, whose marks {@link org.rankferry.report.figure.SvgPainter} and
 * {@link org.rankferry.report.figure.PngPainter} paint: both show the same. Colours are
 * {@link org.rankferry.report.figure.Ink}s, which a page gives for light and dark.
 *
 * <p>Uses {@code Range} of the results and nothing else of the report.
 */
package org.rankferry.report.figure;
