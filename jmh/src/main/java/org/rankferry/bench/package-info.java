/**
 * The standalone transfer benchmark: {@code rankferry bench}.
 *
 * <p>A {@link org.rankferry.bench.BenchCase} says what is moved and how. A {@link org.rankferry.bench.BenchScene} sets
 * it up: a target and a source, each on a thread of this process, and the ranks as C processes that prepare their
 * content beforehand. A {@link org.rankferry.bench.BenchRun} moves image set after image set, checks each outside the
 * timed part, and between them takes the {@link org.rankferry.bench.Baseline}s, so that both see the same machine. What
 * it found is a
 * {@link org.rankferry.bench.BenchResult}, printed as a line in the style of perftest or as JSON.
 *
 * <p>Uses the engine's API, its observation and its command line. The microbenchmarks are in {@code micro}.
 */
package org.rankferry.bench;
