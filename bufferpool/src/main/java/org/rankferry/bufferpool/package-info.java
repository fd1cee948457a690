/**
 * The chunk pool: the memory all ranks of a node write their images into, and who may write where.
 *
 * <p>The pool is a file that the source agent and every rank map ({@link org.rankferry.bufferpool.PoolFile}), cut into
 * equal chunks ({@link org.rankferry.bufferpool.PoolGeometry}). Memory alone says nothing about who holds what; that is
 * kept by the source agent, in {@link org.rankferry.bufferpool.ChunkPool}, and reaches the ranks as messages. The way
 * of a chunk, as {@link org.rankferry.bufferpool.ChunkState} names its stations:
 *
 * <pre>
 *   rank wants -----&gt; serve: FREE to LEASED -----&gt; the rank fills it -----&gt; ready: LEASED to READY
 *                          ^                                                        |
 *                          |                                                        v
 *                     done: READING to FREE &lt;----- the target READs it &lt;----- reading: READY to READING
 * </pre>
 *
 * <p>Behind {@code ChunkPool} stand two halves that know nothing of each other: the table of chunks and their states,
 * with the one method in which a state changes, and the turns of the ranks, two queues with the bound that keeps the
 * pool from deadlock (the argument is in the Javadoc of {@code ChunkPool}). {@link
 * org.rankferry.bufferpool.PoolCounters} shows both to other processes while they work.
 *
 * <p>What goes wrong before the first byte, a pool too small, a directory that others may read, a full file system, is
 * a {@link org.rankferry.bufferpool.PoolException} with one line for the user. What can only be a mistake of the
 * caller, an illegal transition, is an {@link java.lang.IllegalStateException}.
 *
 * <p>The directory that pool, lock and door live in is made by {@link org.rankferry.bufferpool.directory}. This package
 * uses Agrona's counters and the JDK, and nothing else of this project.
 */
package org.rankferry.bufferpool;
