/**
 * The control plane alone: {@code rankferry bench-control}.
 *
 * <p>A {@link org.rankferry.bench.control.SimulatedCluster} is a job manager and the agents of many nodes in one
 * process, with their real code, on a {@link org.rankferry.bench.control.InProcessNet} that carries every event as
 * bytes, each read by every node that hears it. {@link org.rankferry.bench.control.SimulatedRank}s answer at once, and
 * there are no images. What was measured is a {@link org.rankferry.bench.control.ControlRun}; how it grows a {@link
 * org.rankferry.bench.control.Growth}.
 */
package org.rankferry.bench.control;
