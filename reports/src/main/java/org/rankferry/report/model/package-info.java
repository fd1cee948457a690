/**
 * A model of larger jobs: {@link org.rankferry.report.model.ScalingModel}. Its constants come from measured results by
 * least squares with terms that are not negative ({@code Growth} of {@code bench-control}); what it says of the
 * measured points, and how far that is off, is part of it.
 *
 * <p>Uses the results and {@code bench.control}.
 */
package org.rankferry.report.model;
