package org.rankferry.protocol.session;

/**
 * What a {@link SourceSession} tells the source agent, from within {@code onFrame}, on its caller's thread.
 * Faults of the target in mid-session are not told here: they come out of {@code onFrame} as
 * {@link org.rankferry.protocol.wire.FrameFault}.
 */
public interface SourceEvents {
    /**
     * One end does not serve the other. The session is REFUSED.
     *
     * @param refusal the target's, or this end's own
     */
    void onRefused(Refusal refusal);

    /**
     * The target knows the secret and admits this source.
     *
     * @param readDepth READs it will keep in flight
     * @param dataToken 32 bytes that admit the data connections of this attempt; the callee's to keep
     */
    void onWelcome(int readDepth, byte[] dataToken);

    /**
     * The target has these chunks from an earlier attempt. Several calls per stream are possible.
     *
     * @param rank of the stream
     * @param stream id
     * @param firstOrdinal of the run
     * @param count of chunks in the run, 1 or more
     */
    void onHeld(int rank, int stream, long firstOrdinal, long count);

    /** All of {@link #onHeld} has been told: send pool regions, then stream. */
    void onReady();

    /**
     * The target has stored a chunk; it can be filled again.
     *
     * @param chunk index in the pool
     */
    void onChunkDone(int chunk);

    /**
     * The image of a rank is whole and verified at the target.
     *
     * @param rank of the image
     * @param bytes of the image
     */
    void onImageStored(int rank, long bytes);

    /**
     * The set is committed.
     *
     * @param bytes of the set
     * @param verifyNanos the target took to verify, in nanoseconds
     * @param retries chunks that were READ more than once
     */
    void onCommitted(long bytes, long verifyNanos, long retries);

    /**
     * The target gave the set up. The session is ABORTED.
     *
     * @param fault its reason
     */
    void onAbort(SessionFault fault);
}
