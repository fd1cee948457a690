/**
 * DMTCP: a library and a coordinator that checkpoint unmodified processes in user space, without privileges.
 *
 * <p>{@link org.rankferry.checkpointer.dmtcp.DmtcpCheckpointer} is {@code --checkpointer dmtcp}; a rank is named by its
 * process id. DMTCP opens {@code CKPTDIR/ckpt_PROGRAM_UPID.dmtcp.temp} for writing and renames it at the end. A capture
 * makes a FIFO of that name beforehand, has the coordinator asked for a checkpoint once all ranks of it have theirs
 * ({@link org.rankferry.checkpointer.dmtcp.CheckpointRound}), and reads the image straight into chunks, where
 * {@link org.rankferry.checkpointer.dmtcp.DmtcpStream} follows it. DMTCP does not survive a broken pipe, so a capture
 * that fails reads the rest all the same.
 *
 * <p>A restore gives {@code dmtcp_restart} the image's own file, as it seeks in it, under a name that it accepts.
 */
package org.rankferry.checkpointer.dmtcp;
