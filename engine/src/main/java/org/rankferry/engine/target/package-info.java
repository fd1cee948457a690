/**
 * The target: the buffer manager on the spare node.
 *
 * <p>One thread, the {@link org.rankferry.engine.target.TargetAgent}, owns everything. The way of a chunk through this
 * package:
 *
 * <pre>
 *   SourcePeer     ChunkReady arrives, checked by the session
 *        |
 *   ChunkIntake    waits until a READ slot is free and no earlier chunk overlaps it
 *        |         the placement names the memory, the transport READs into it
 *        |         CRC-32C is checked where the bytes landed; a mismatch is READ once more
 *        v
 *   ArrivingStream what is held is noted, readers that follow the stream are woken
 *        |
 *   SourcePeer     ChunkDone leaves, coalesced with others
 * </pre>
 *
 * <p>An {@link org.rankferry.engine.target.ArrivingSet} outlives links: when one is lost it is kept for the resume
 * deadline, and a source that comes back with the same session is told what is held. A set counts once its manifest is
 * written, on a thread of its own, so that the agent answers pings while the store waits for a disk.
 *
 * <p>This package may use the transport, store, observation and API packages of the engine, and the protocol.
 */
package org.rankferry.engine.target;
