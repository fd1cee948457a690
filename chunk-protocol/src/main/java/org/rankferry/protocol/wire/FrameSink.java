package org.rankferry.protocol.wire;

import org.agrona.MutableDirectBuffer;

/** Takes the frames a session makes: a {@link FrameOutbox}, or a transport's SEND. */
@FunctionalInterface
public interface FrameSink {
    /**
     * Takes one whole frame and copies it out before returning: the session writes its next frame over it.
     * The credits in the header are already filled in.
     *
     * @param frame buffer that holds it
     * @param offset of the frame header in the buffer
     * @param length of the whole frame in bytes, {@link FrameHeader#MIN_FRAME_LENGTH} to
     *     {@link FrameHeader#MAX_FRAME_LENGTH}
     */
    void send(MutableDirectBuffer frame, int offset, int length);
}
