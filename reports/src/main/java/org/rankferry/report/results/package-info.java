/**
 * What the result files hold: {@link org.rankferry.report.results.ResultReader} reads them,
 * {@link org.rankferry.report.results.Results} is what they say. Figures are put together only within one
 * {@link org.rankferry.report.results.Configuration}, and always as a {@link org.rankferry.report.results.Range}.
 *
 * <p>Uses {@code bench}'s samples and the command line's one-line failure; knows nothing of figures.
 */
package org.rankferry.report.results;
