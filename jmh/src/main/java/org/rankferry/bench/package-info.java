/**
 * The standalone transfer benchmark: {@code rankferry bench}.
 *
 * <p>A {@link org.rankferry.bench.BenchSweep} makes the configurations, a {@link org.rankferry.bench.BenchPlan} says
 * how they are measured. A {@link org.rankferry.bench.BenchSuite} gives each its turn, round by round, and a {@link
 * org.rankferry.bench.BenchRun} collects what one has shown: image sets by the clock, each checked outside of it, and
 * between them the {@link org.rankferry.bench.Baseline}s and other tools, so that all see the same machine, which a
 * {@link org.rankferry.bench.MachineWatch} looks at. What was found is a {@link org.rankferry.bench.BenchResult};
 * {@link org.rankferry.bench.BenchText} prints it in the style of perftest, {@link org.rankferry.bench.BenchJson} and
 * {@link org.rankferry.bench.BenchCsv} write it.
 *
 * <p>Uses {@code scene}, where a configuration is set up, {@code remote}, which has targets on another host, {@code
 * peer}, the other tools, and {@code measure}; none of them uses this one. The microbenchmarks are in {@code micro},
 * their scores in {@code score}.
 */
package org.rankferry.bench;
