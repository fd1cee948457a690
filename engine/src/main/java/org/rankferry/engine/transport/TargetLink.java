package org.rankferry.engine.transport;

/** The target's end: frames, and READs of the peer's chunk pool. */
public interface TargetLink extends Link {
    /**
     * Admits data connections that show this token. Called when the source is authenticated.
     *
     * @param sessionHigh upper half of the session's id.
     * @param sessionLow  lower half of the session's id.
     * @param token       32 bytes, valid for this attempt of the session only.
     */
    void expectData(long sessionHigh, long sessionLow, byte[] token);

    /**
     * Learns where the source's pool is. READs may be posted after this once {@link #readable()} says so.
     *
     * @param regions    of the source's pool.
     * @param chunkBytes size of a chunk; chunk {@code i} lies {@code i * chunkBytes} into the regions taken in order.
     * @param chunks     of the pool.
     * @param readDepth  READs that will be in flight at the most; slots go from 0 to readDepth - 1.
     */
    void attach(PoolRegions regions, int chunkBytes, int chunks, int readDepth);

    /** News that the user should hear of although the link goes on, such as a device that dropped out; told once. */
    default String notice() {
        return null;
    }

    /** Whether READs can be posted now. */
    boolean readable();

    /**
     * Posts a READ of the first bytes of a chunk.
     *
     * @param slot        of the READ, free at the moment; its completion names it.
     * @param chunk       index in the source's pool.
     * @param length      in bytes, equal to the destination's.
     * @param destination where the bytes land. Its pieces are copied out; the object may be reused at once.
     */
    void read(int slot, int chunk, int length, Destination destination);

    /**
     * Hands over READs that have completed, in any order.
     *
     * @param handler that takes them.
     * @param limit   of completions to take in this call.
     * @return the amount of work done, 0 for none; it can be more than the completions handed over.
     */
    int pollReads(ReadHandler handler, int limit);
}
