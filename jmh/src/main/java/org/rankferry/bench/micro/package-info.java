/**
 * Microbenchmarks of what every chunk passes through, one class for one step of its way: the lease
 * ({@link org.rankferry.bench.micro.LeaseCycle}), the hand-over to the agent ({@link
 * org.rankferry.bench.micro.HandOver}), its frame ({@link org.rankferry.bench.micro.ChunkReadyCodec}), its checksum
 * ({@link org.rankferry.bench.micro.Checksums}), its place in the image ({@link
 * org.rankferry.bench.micro.PlacementSteps}) and the note that it has arrived ({@link
 * org.rankferry.bench.micro.Extents}).
 *
 * <p>Run by {@code rankferry bench micro [REGEX]}, with JMH's {@code gc} profiler: each has to show 0 bytes per
 * operation, but for a mailbox, whose queue has a node for a command. Uses the pool, the protocol and the engine's
 * store.
 */
package org.rankferry.bench.micro;
