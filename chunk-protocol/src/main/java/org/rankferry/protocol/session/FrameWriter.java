package org.rankferry.protocol.session;

import org.agrona.concurrent.UnsafeBuffer;
import org.rankferry.protocol.wire.FrameHeader;
import org.rankferry.protocol.wire.FrameSink;
import org.rankferry.protocol.wire.codec.MessageHeaderEncoder;

/** One frame's room, in which every frame of an end is encoded, and the sink it then goes to. */
final class FrameWriter {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[FrameHeader.MAX_FRAME_LENGTH]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final FrameSink sink;

    FrameWriter(FrameSink sink) {
        this.sink = sink;
    }

    /** Where an encoder puts the message, behind the frame header. */
    UnsafeBuffer buffer() {
        return buffer;
    }

    MessageHeaderEncoder header() {
        return header;
    }

    /** Completes the frame header and hands the frame over. */
    void send(int encodedLength, int credits) {
        final int length = FrameHeader.BODY_OFFSET + encodedLength;
        FrameHeader.write(buffer, 0, length, credits);
        sink.send(buffer, 0, length);
    }
}
