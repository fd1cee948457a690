/**
 * {@code criu}: processes of Linux that know nothing of checkpoints, by CRIU.
 *
 * <p>CRIU hands its image to a peer on a Unix socket, an "image streamer", which is this package. A capture runs
 * {@code criu dump --stream}; each file of the image comes as the read end of a pipe, several at a time, and its bytes
 * go from the pipe into a chunk of the pool with one read. Each file is a stream of the rank's image. A restore runs
 * {@code criu restore --stream}, which asks for one file after the other and passes the write end of a pipe for each
 * that exists; what has not arrived yet is waited for.
 *
 * <pre>
 *   request, both ways                              a byte with the pipe's end (SCM_RIGHTS)
 *   0          4      5        5+v       5+v+n      +------+
 *   +----------+------+--------+---------+          | byte |
 *   | length   | 0x0a | n      | name    |          +------+
 *   +----------+------+--------+---------+          answer of a restore: does it exist?
 *    u32 LE     protobuf: string filename = 1        02 00 00 00 08 01   or   02 00 00 00 08 00
 * </pre>
 *
 * <p>A captured process is left stopped: only its owner knows whether it goes on or its copy does. A dump that fails
 * leaves it running. CRIU says why something can't be dumped or restored in its log; the first error there is what is
 * told.
 *
 * <p>Uses {@code engine.checkpoint}, {@code engine.rank} and {@code engine.nativeio}.
 */
package org.rankferry.checkpointer.criu;
