package org.rankferry.bench;

import org.rankferry.engine.api.TargetOptions.Placing;

/**
 * One configuration: what is moved and how.
 *
 * @param transport  {@code shm}, {@code tcp} or {@code rdma}.
 * @param ranks      processes that write an image each.
 * @param imageBytes of each image.
 * @param chunkBytes of a chunk.
 * @param poolBytes  of the pool.
 * @param depth      READs in flight at the most.
 * @param store      {@code memory} or {@code file}.
 * @param placement  where READs land.
 * @param crc        whether chunks carry a CRC-32C.
 */
record BenchCase(
    String transport, int ranks, long imageBytes, int chunkBytes, long poolBytes, int depth, String store,
    Placing placement, boolean crc) {

    /** Bytes of one image set. */
    long bytes() {
        return ranks * imageBytes;
    }

    /** Chunks of one image set; each rank's last one may be short. */
    long chunks() {
        return ranks * Math.ceilDiv(imageBytes, chunkBytes);
    }
}
