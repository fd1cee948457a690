package org.rankferry.protocol.session;

/**
 * What a {@link TargetSession} tells and asks the target agent, from within {@code onFrame}, on its caller's thread.
 * What arrives here obeys the rules of the protocol; a frame that does not comes out of {@code onFrame} as
 * {@link org.rankferry.protocol.wire.FrameFault}.
 */
public interface TargetEvents {
    /**
     * A source whose terms match this target's. It has not proved the secret yet, so nothing may be changed or
     * reserved.
     *
     * @param terms of the source
     * @param attempt 0 at first, then the count of reconnects
     * @return null to go on, or why it is not served: no space, busy, an unknown session
     */
    Refusal onHello(SourceTerms terms, int attempt);

    /**
     * The source knows the secret. From here on its attempt replaces the one before.
     *
     * @param sink takes the chunks held from earlier attempts, during this call only
     */
    void onAuthenticated(HeldSink sink);

    /**
     * The token that admits the data connections of this attempt. Asked for once, after {@link #onAuthenticated}.
     *
     * @return 32 bytes nobody can guess
     */
    byte[] dataToken();

    /**
     * One end does not serve the other. The session is REFUSED.
     *
     * @param refusal this end's own, or the source's
     */
    void onRefused(Refusal refusal);

    /**
     * Where the pool can be READ. Comes once, before any chunk.
     *
     * @param regions in the order of the pool, covering it exactly
     * @param path of the pool file on the source's host, may be empty
     */
    void onPoolRegions(PoolRegion[] regions, String path);

    /**
     * A stream begins, or goes on after a reconnect.
     *
     * @param rank of the stream
     * @param stream id
     * @param seekable whether chunks may come in any order of position
     * @param expectedBytes of the stream, 0 when not known
     * @param name of the stream
     */
    void onStreamOpen(int rank, int stream, boolean seekable, long expectedBytes, String name);

    /**
     * A chunk can be READ.
     *
     * @param rank of the stream
     * @param stream id
     * @param chunk index in the pool
     * @param position of its first byte in the stream
     * @param length in bytes, 1 to the chunk size
     * @param crc CRC-32C of its bytes, 0 where the session has none
     * @param ordinal of the chunk in the stream; overlapping chunks are placed in this order
     */
    void onChunkReady(int rank, int stream, int chunk, long position, int length, int crc, long ordinal);

    /**
     * A stream has ended; every ordinal below {@code chunks} has been advertised or was held.
     *
     * @param rank of the stream
     * @param stream id
     * @param length in bytes
     * @param chunks of the stream
     * @param digestKnown whether {@code crc} is that of the stream
     * @param crc CRC-32C of the whole stream
     */
    void onStreamEnd(int rank, int stream, long length, long chunks, boolean digestKnown, int crc);

    /**
     * All streams of a rank have ended.
     *
     * @param rank of the image
     * @param streams it has
     */
    void onImageEnd(int rank, int streams);

    /**
     * All images have ended: verify and commit.
     *
     * @param ranks in the set
     * @param bytes of all streams
     */
    void onSetEnd(int ranks, long bytes);

    /**
     * The source gave the set up. The session is ABORTED.
     *
     * @param fault its reason
     */
    void onAbort(SessionFault fault);
}
