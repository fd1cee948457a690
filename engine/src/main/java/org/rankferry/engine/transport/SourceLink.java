package org.rankferry.engine.transport;

/** The source's end: frames, and the chunk pool open to the peer's READs. */
public interface SourceLink extends Link {
    /** What the target must know to READ the pool. Called once the target is authenticated. */
    PoolRegions regions();

    /**
     * Opens the peer's way to the data once it is authenticated. A transport whose READs travel on connections of their
     * own makes them now and shows the token on each; others have nothing to do.
     *
     * @param sessionHigh upper half of the session's id.
     * @param sessionLow  lower half of the session's id.
     * @param token       the target gave for this attempt, 32 bytes.
     */
    void openData(long sessionHigh, long sessionLow, byte[] token);

    /**
     * Whether the link is LOST because nobody listens at the target's address: the host answered and said so. Then the
     * target is gone for now, and waiting longer for an answer is no use.
     */
    boolean nobodyListens();

    /**
     * Serves the peer's READs where the device does not do so by itself.
     *
     * @return the amount of work done, 0 for none.
     */
    int serve();
}
