package org.rankferry.checkpointer.format;

import java.nio.ByteBuffer;

/** Follows the framing of one stream. One thread; after a {@link StreamFault} it takes nothing any more. */
public interface StreamCheck {
    /**
     * Takes the next bytes of the stream.
     *
     * @param piece all of whose remaining bytes are taken.
     * @throws StreamFault when they can't be there.
     */
    void take(ByteBuffer piece);

    /**
     * The stream has ended.
     *
     * @throws StreamFault when it can't end here.
     */
    void end();

    /** Bytes taken, from 0. */
    long offset();

    /** What is known of the stream so far. */
    StreamSummary summary();
}
