/**
 * The parallel file systems that checkpoints are written to: what is known of one, and real ones on this machine.
 *
 * <p>{@link org.rankferry.compare.pfs.FileSystemFacts} reads what a directory is on, how it is striped where its file
 * system tells, and says in one line why it is no place for a run. A {@link org.rankferry.compare.pfs.PfsKind} starts a
 * {@link org.rankferry.compare.pfs.ParallelFileSystem} of several servers from the programs of a distribution, each a
 * process of its own, and mounts it.
 *
 * <pre>
 *   WORK/rankferry-pfs-4711.../          a WorkPlace: nothing of it outlives this process for long
 *      server-0/ ... server-3/           what the servers keep: bricks, chunks
 *      *.vol, *.cfg, metadata/           their configuration
 *      mnt/                              the mount
 *
 *   network namespace of its own         mount namespace of this process
 *      server 0 ... server n  &lt;--TCP-- client ==FUSE== mnt == whoever reads and writes
 * </pre>
 *
 * <p>The servers speak TCP over the loopback device of a network namespace that nobody else is in: their ports are free
 * there, nobody reaches them who should not, and they have an address other than 127.x, which MooseFS insists on. The
 * client enters that namespace alone, not its mounts, so every process of the host sees the mount.
 *
 * <p>Uses {@code compare.host} and {@code engine.nativeio}.
 */
package org.rankferry.compare.pfs;
