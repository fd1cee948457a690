package org.rankferry.engine.transport;

import org.rankferry.protocol.session.PoolRegion;

/**
 * Where a peer finds the chunk pool: registered regions in pool order, and the pool file for a peer on the same host.
 *
 * @param regions as the peer's READ names them; their lengths sum up to the pool, keys are 0 where the transport has none.
 * @param path    of the pool file, or empty.
 */
// An array is what a session takes and gives; nobody compares two of these.
@SuppressWarnings("ArrayRecordComponent")
public record PoolRegions(PoolRegion[] regions, String path) {
    /**
     * The whole pool as one region without address and key.
     *
     * @param pool that is exposed.
     * @param path of the pool file, or empty.
     */
    public static PoolRegions whole(final PoolMemory pool, final String path) {
        final long bytes = (long) pool.chunks() * pool.chunkBytes();
        return new PoolRegions(new PoolRegion[] {new PoolRegion(0, bytes, 0)}, path);
    }
}
