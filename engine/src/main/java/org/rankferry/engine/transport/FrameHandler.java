package org.rankferry.engine.transport;

import org.agrona.DirectBuffer;

/** Takes the frames of a link, in the order the peer sent them. */
@FunctionalInterface
public interface FrameHandler {
    /**
     * One whole frame, frame header included. The bytes are valid during the call only.
     *
     * @param buffer that holds the frame.
     * @param offset of the frame in the buffer.
     * @param length of the frame in bytes.
     */
    void onFrame(DirectBuffer buffer, int offset, int length);
}
