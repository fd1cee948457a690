/** Comparison runs of migration against checkpoint and restart, and the report made of them. */
package org.rankferry.reports;
