/**
 * Where images come from: the seam between the engine and the programs that write checkpoints.
 *
 * <p>A {@link org.rankferry.engine.checkpoint.Checkpointer} is found with {@link java.util.ServiceLoader}, so that an
 * adapter is added by a jar on the class path. It first prepares a {@link org.rankferry.engine.checkpoint.Capture} for
 * each rank, which is when a wrong path or pid is found, and how many bytes to expect is known if it can be. When the
 * source asks for the images, {@link org.rankferry.engine.checkpoint.LocalRanks} attaches one rank for each capture, on
 * a thread of its own, and lets it write: the capture opens as many streams as its image has, and their bytes go
 * straight into the chunks of the pool. When the target is lost and another one takes over, the capture writes again,
 * if it can.
 *
 * <p>On the other node it prepares a {@link org.rankferry.engine.checkpoint.Restore}, which is handed the image as
 * {@link org.rankferry.engine.api.ImageStreams} while it still arrives, and starts what becomes the rank.
 *
 * <p>{@code files} is the checkpointer for images that exist already: files, directories of files, pipes, standard
 * input.
 *
 * <p>May use {@code engine.api} and {@code engine.rank}; knows nothing of agents, transports and stores.
 */
package org.rankferry.engine.checkpoint;
