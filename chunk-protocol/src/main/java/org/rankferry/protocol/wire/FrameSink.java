package org.rankferry.protocol.wire;

import org.agrona.MutableDirectBuffer;

/** Takes frames to a peer. */
@FunctionalInterface
public interface FrameSink {
    /**
     * Queues one whole frame, frame header included and credits filled in. The bytes are copied out before it returns.
     *
     * @param frame  buffer that holds it.
     * @param offset of the frame in the buffer.
     * @param length of the frame in bytes.
     */
    void send(MutableDirectBuffer frame, int offset, int length);
}
