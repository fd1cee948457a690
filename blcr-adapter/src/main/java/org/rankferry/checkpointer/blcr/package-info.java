/**
 * BLCR, Berkeley Lab Checkpoint/Restart: a kernel module that writes a process, or several, as one stream.
 *
 * <p>{@link org.rankferry.checkpointer.blcr.BlcrCheckpointer} is {@code --checkpointer blcr}. A capture reads the
 * stream from wherever BLCR writes it ({@code cr_checkpoint -F}, or the descriptor of an MPI library's request)
 * straight into chunks, and {@link org.rankferry.checkpointer.blcr.BlcrStream} follows it there: file header, then for
 * each process its threads with registers and signals, mapped areas and their pages, directories, shared mappings and
 * open files, then the trailer. Each of these is a class with its layout. A stream that is cut, or is something else,
 * gives the set up with the offset and what was expected there.
 *
 * <p>A restore feeds {@code cr_restart -F} through a FIFO while the image still arrives.
 *
 * <p>The layout was taken from BLCR's sources. Nothing here was run with a live BLCR: its module builds on kernels up
 * to 3.10 only.
 */
package org.rankferry.checkpointer.blcr;
