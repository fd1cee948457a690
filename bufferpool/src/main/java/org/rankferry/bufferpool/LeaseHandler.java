package org.rankferry.bufferpool;

/** Is told of each lease as {@link ChunkPool#serve} grants it, on the thread that called it. */
@FunctionalInterface
public interface LeaseHandler {
    /**
     * A chunk is leased to a rank. Must not call the pool back.
     *
     * @param rank  slot of the rank.
     * @param chunk index of the chunk.
     */
    void onLease(int rank, int chunk);
}
