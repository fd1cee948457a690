/**
 * One configuration of the benchmark, set up and ready to move image set after image set.
 *
 * <p>A {@link org.rankferry.bench.scene.BenchCase} says what is moved and how. A {@link
 * org.rankferry.bench.scene.BenchScene} is the source and its ranks, C processes that prepare their content beforehand;
 * it moves sets to a {@link org.rankferry.bench.scene.TargetEnd}, which is either a {@link
 * org.rankferry.bench.scene.LocalTarget} in this process or one behind a connection. What a set has cost everybody is a
 * {@link org.rankferry.bench.scene.SetCost}. {@link org.rankferry.bench.scene.MemoryNeed} says beforehand whether
 * there is room for it.
 *
 * <p>Uses the engine's API and its observation.
 */
package org.rankferry.bench.scene;
