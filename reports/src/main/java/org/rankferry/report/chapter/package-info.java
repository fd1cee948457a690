/**
 * What the report shows: a class for a figure or for a few of one kind. {@link org.rankferry.report.chapter.Report}
 * puts them in order.
 *
 * <p>Uses results, the paper, the model, charts and the page.
 */
package org.rankferry.report.chapter;
