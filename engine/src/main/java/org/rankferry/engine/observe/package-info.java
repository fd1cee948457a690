/**
 * What a running transfer tells about itself, and how its result is written down.
 *
 * <p><b>While it runs.</b> Every agent owns one mapped file, {@code counters}, in its run directory ({@link
 * org.rankferry.engine.observe.CountersFile}). The agent's thread writes {@link
 * org.rankferry.engine.observe.AgentCounters} and, per rank, {@link org.rankferry.engine.observe.RankCounters} there
 * with plain ordered stores; the same file holds the distinct error log. Any process of the same user maps the file
 * read-only and takes a {@link org.rankferry.engine.observe.CountersSnapshot} without the agent noticing:
 * {@code rankferry stat} does, and so does the command that shows progress of agents it started. {@link
 * org.rankferry.engine.observe.ProgressPrinter} turns such snapshots into a repainted block on a terminal, a line per
 * second, or JSON lines.
 *
 * <p><b>In hindsight.</b> {@link org.rankferry.engine.observe.TransferEvents} writes JFR events for sessions, streams
 * and chunks, at no cost while nobody records. {@link org.rankferry.engine.observe.ChunkLatencies} keeps a
 * histogram. {@link org.rankferry.engine.observe.ResultJson} is the output contract: the same keys in the same order
 * for every command, transport and strategy, next to the {@link org.rankferry.engine.observe.Environment} it ran in and
 * the {@link org.rankferry.engine.observe.CpuTime} it took.
 *
 * <p>Uses the JDK, Agrona, HdrHistogram, jackson-jr and {@code engine.nativeio}; knows nothing of transports, stores or
 * agents.
 */
package org.rankferry.engine.observe;
