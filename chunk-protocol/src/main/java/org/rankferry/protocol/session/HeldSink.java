package org.rankferry.protocol.session;

import org.rankferry.protocol.image.ExtentSet;

/** Takes what a target holds of a session from earlier attempts. */
@FunctionalInterface
public interface HeldSink {
    /**
     * Tells what is held of one stream; at most once per stream. The set is copied.
     *
     * @param rank of the stream
     * @param stream id
     * @param ordinals of the chunks that are stored; an empty set is passed over
     */
    void held(int rank, int stream, ExtentSet ordinals);
}
