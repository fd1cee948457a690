package org.rankferry.protocol.session;

/**
 * What an agent tells the ranks that attach to its door.
 *
 * @param job name of the only job it serves
 * @param epoch current at the start
 * @param chunkBytes size of a chunk
 * @param chunks in the pool
 * @param crc whether commits carry a CRC-32C
 * @param poolPath of the pool file, for the rank to map
 */
public record RankTerms(String job, long epoch, int chunkBytes, int chunks, boolean crc, String poolPath) {
}
