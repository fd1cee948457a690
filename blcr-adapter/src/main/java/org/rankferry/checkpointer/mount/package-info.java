/**
 * Images that are written as files: whatever writes files into a mounted directory on the source has its files at the
 * target, under the same names, while it writes them.
 *
 * <pre>
 *      source                                                            target
 *   program --write(2)--&gt; kernel                              kernel &lt;--read(2)-- program
 *                            |                                   ^
 *                            v                                   |
 *                        FuseServer                          FuseServer
 *                            |                                   |
 *                       WritingFiles   mount.data, a stream  ReadingFiles
 *                       TreeChanges  ======================&gt; StreamTail
 *                       FileTree       mount.log, a stream   IncomingLog, FileTree
 * </pre>
 *
 * <p>The image has two streams. {@code mount.data} holds the bytes of all files in the order in which they were
 * written, {@code mount.log} what was done ({@link org.rankferry.checkpointer.mount.LogRecord}): names made and
 * removed, and extents, which say where in the data the bytes of a file are. Both only go forward, so the target can
 * follow them while they arrive; a stream for each file could be followed by nobody, as writers seek. Both ends apply
 * the same records to the same {@link org.rankferry.checkpointer.mount.FileTree}.
 *
 * <p>The kernel is spoken to by its own protocol, on {@code /dev/fuse}
 * ({@link org.rankferry.checkpointer.mount.FuseServer}); libfuse3 only mounts. So the bytes of a write go from the
 * program's pages straight into the chunk they leave from: that copy is the kernel's, and there is no other on the
 * source but that of small writes, which are kept for reading back. One thread serves a mount. It owns the rank, so
 * nothing is locked; a writer that has to wait for a chunk waits there with all others, as they share the pool.
 *
 * <p>{@code rankferry mount} and {@code rankferry mount-image} are the commands. Uses {@code engine.rank}, the reader
 * door of the target, and what {@code engine.cli} has for extensions.
 */
package org.rankferry.checkpointer.mount;
