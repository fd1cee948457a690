package org.rankferry.engine.transport.tcp;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rankferry.engine.transport.FrameChannel;
import org.rankferry.engine.transport.LinkState;
import org.rankferry.protocol.wire.FrameHeader;
import org.rankferry.protocol.wire.codec.DataAttachDecoder;
import org.rankferry.protocol.wire.codec.HelloDecoder;
import org.rankferry.protocol.wire.codec.MessageHeaderDecoder;

/** A connection that has come and not yet shown, by its first frame, what it is for. */
final class Arrival {
    private final FrameChannel channel;
    private final long deadlineNs;
    private UnsafeBuffer firstFrame;

    Arrival(final FrameChannel channel, final long deadlineNs) {
        this.channel = channel;
        this.deadlineNs = deadlineNs;
    }

    /** What a connection is for. */
    enum Purpose {
        WAITING,
        HELLO,
        DATA,
        UNWANTED
    }

    FrameChannel channel() {
        return channel;
    }

    UnsafeBuffer firstFrame() {
        return firstFrame;
    }

    /** Reads what has come. */
    Purpose look() {
        channel.poll(this::keep, 1);
        if (firstFrame != null) {
            return purpose();
        }
        final boolean late = System.nanoTime() - deadlineNs >= 0;
        return late || channel.state() != LinkState.OPEN ? Purpose.UNWANTED : Purpose.WAITING;
    }

    private Purpose purpose() {
        final MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(firstFrame, FrameHeader.LENGTH);
        if (header.schemaId() != HelloDecoder.SCHEMA_ID) {
            return Purpose.UNWANTED;
        }
        // A Hello of any version goes to the session, which refuses another one by name.
        if (header.templateId() == HelloDecoder.TEMPLATE_ID) {
            return Purpose.HELLO;
        }
        final boolean data = header.templateId() == DataAttachDecoder.TEMPLATE_ID
            && firstFrame.capacity() == FrameHeader.BODY_OFFSET + DataAttachDecoder.BLOCK_LENGTH;
        return data ? Purpose.DATA : Purpose.UNWANTED;
    }

    /** Session and token of a DataAttach. */
    byte[] pass() {
        final DataAttachDecoder attach = new DataAttachDecoder().wrap(firstFrame, FrameHeader.BODY_OFFSET,
            DataAttachDecoder.BLOCK_LENGTH, DataAttachDecoder.SCHEMA_VERSION);
        final byte[] token = new byte[DataAttachDecoder.tokenLength()];
        for (int i = 0; i < token.length; i++) {
            token[i] = (byte) attach.token(i);
        }
        return TcpTargetLink.pass(attach.sessionHigh(), attach.sessionLow(), token);
    }

    private void keep(final DirectBuffer buffer, final int offset, final int length) {
        final byte[] copy = new byte[length];
        buffer.getBytes(offset, copy);
        firstFrame = new UnsafeBuffer(copy);
    }
}
