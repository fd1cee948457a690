package org.rankferry.engine.transport;

/**
 * Where a peer finds the chunk pool: registered regions in pool order, and the pool file for a peer on the same host.
 *
 * @param addresses of the regions, as the peer's READ names them.
 * @param lengths   of the regions in bytes; they sum up to the pool.
 * @param keys      of the regions (rkeys); 0 where the transport has none.
 * @param path      of the pool file, or empty.
 */
public record PoolRegions(long[] addresses, long[] lengths, long[] keys, String path) {
}
