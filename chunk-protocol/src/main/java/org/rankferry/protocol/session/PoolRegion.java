package org.rankferry.protocol.session;

/**
 * One registered piece of the source's pool. Pieces follow one another in the pool without gap.
 *
 * @param address for READs, in the source's address space or what its transport uses instead
 * @param length in bytes, 1 or more
 * @param key the READs carry
 */
public record PoolRegion(long address, long length, long key) {
}
