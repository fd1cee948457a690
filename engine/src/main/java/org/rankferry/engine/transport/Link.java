package org.rankferry.engine.transport;

import org.rankferry.protocol.wire.FrameSink;

/**
 * One end of an ordered frame channel to a peer. Used by one thread.
 *
 * <p>{@link #send} queues a frame; it leaves with the next {@link #flush()}. The queue holds as many frames as the peer
 * gives credits, so a session that keeps to its credits never finds it full.
 */
public interface Link extends FrameSink, AutoCloseable {
    /** Where this link is in its life. Never blocks; a connect past its deadline turns LOST here or in poll. */
    LinkState state();

    /** The peer's address, for messages. */
    String peer();

    /** Why the link is {@link LinkState#LOST}, in one line with the remedy; null before that. */
    String cause();

    /**
     * Receives frames that have arrived.
     *
     * @param handler that takes them.
     * @param limit   of frames to take in this call.
     * @return how many were taken.
     */
    int poll(FrameHandler handler, int limit);

    /**
     * Pushes queued frames towards the peer as far as it goes without blocking.
     *
     * @return the amount of work done, 0 for none.
     */
    int flush();

    /** Lets go of the connection at once. Frames that were not flushed are lost. */
    @Override
    void close();
}
