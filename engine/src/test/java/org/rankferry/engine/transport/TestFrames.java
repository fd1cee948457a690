package org.rankferry.engine.transport;

import java.util.ArrayList;
import java.util.List;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rankferry.protocol.wire.FrameHeader;
import org.rankferry.protocol.wire.codec.HelloDecoder;
import org.rankferry.protocol.wire.codec.MessageHeaderEncoder;
import org.rankferry.protocol.wire.codec.PingDecoder;

/** Makes frames that can be told apart, and keeps those that arrive. */
public final class TestFrames implements FrameHandler {
    private final List<UnsafeBuffer> taken = new ArrayList<>();

    /** A frame of a template; its body depends on its number. */
    public static UnsafeBuffer frame(final int templateId, final int length, final int number) {
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[length]);
        FrameHeader.write(frame, 0, length, 0);
        new MessageHeaderEncoder().wrap(frame, FrameHeader.LENGTH)
            .blockLength(length - FrameHeader.BODY_OFFSET)
            .templateId(templateId)
            .schemaId(HelloDecoder.SCHEMA_ID)
            .version(HelloDecoder.SCHEMA_VERSION);
        for (int i = FrameHeader.BODY_OFFSET; i < length; i++) {
            frame.putByte(i, TestPool.byteAt(number, i));
        }
        return frame;
    }

    /** A frame that opens a link. */
    public static UnsafeBuffer hello() {
        return frame(HelloDecoder.TEMPLATE_ID, 200, -1);
    }

    /** A frame of no meaning. */
    public static UnsafeBuffer numbered(final int length, final int number) {
        return frame(PingDecoder.TEMPLATE_ID, length, number);
    }

    @Override
    public void onFrame(final DirectBuffer buffer, final int offset, final int length) {
        final byte[] copy = new byte[length];
        buffer.getBytes(offset, copy);
        taken.add(new UnsafeBuffer(copy));
    }

    /** The frames that arrived, in order. */
    public List<UnsafeBuffer> taken() {
        return taken;
    }
}
