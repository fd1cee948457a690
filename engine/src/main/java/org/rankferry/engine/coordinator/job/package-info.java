/**
 * What a job manager decides, without clocks, threads or sockets: {@link
 * org.rankferry.engine.coordinator.job.Migration} is one attempt to move ranks from nodes to others. It gives {@link
 * org.rankferry.engine.coordinator.job.Order}s to the agents of nodes, hears their {@link
 * org.rankferry.engine.coordinator.job.Report}s, and writes what it decides into a {@link
 * org.rankferry.engine.coordinator.job.Journal} before it acts on it.
 *
 * <p>It is a two-phase commit. Until the restarted ranks have joined, everything can be taken back, and is when
 * anything fails: the ranks at the source have only been stalled. Then the decision is written down, and from there it
 * goes forward only. A rank runs only when an order says so that names its epoch, so no failure, however timed, lets
 * both copies of a rank run.
 */
package org.rankferry.engine.coordinator.job;
