/**
 * The source: the buffer manager on the node that is being left.
 *
 * <p>One thread, the {@link org.rankferry.engine.source.SourceAgent}, owns everything: the chunk pool, the door where
 * ranks attach, one connection for each rank, and the path to the target. The way of a chunk through this package:
 *
 * <pre>
 *   RankConnection  Commit arrives on the rank's socket
 *        |
 *   SourceAgent     the chunk goes LEASED to READY in the ChunkPool, what it holds is noted in the ChunkTable,
 *        |          and it is queued among the Announcements
 *   TargetPath      ChunkReady leaves as credits allow, the chunk goes READY to READING
 *        |
 *   (the target READs it)
 *        |
 *   TargetPath      ChunkDone arrives, the chunk goes READING to FREE
 *        |
 *   ChunkPool       leases it to the rank whose turn it is, a Lease frame leaves on that rank's socket
 * </pre>
 *
 * <p>A chunk is kept until its ChunkDone. When the link is lost the {@link org.rankferry.engine.source.TargetPath}
 * reconnects, the target says which chunks it holds, and the others are announced again. When the target itself is lost
 * the next one is tried and the ranks are asked for their images once more.
 *
 * <p>This package may use the transport, the observation and the API packages of the engine, the pool and the protocol.
 */
package org.rankferry.engine.source;
