package org.rankferry.engine.coordinator.node;

import java.nio.channels.SocketChannel;
import java.util.function.UnaryOperator;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rankferry.engine.coordinator.OperatorReplies;
import org.rankferry.engine.transport.FrameChannel;
import org.rankferry.engine.transport.LinkOptions;
import org.rankferry.engine.transport.LinkState;
import org.rankferry.engine.transport.Readiness;
import org.rankferry.protocol.wire.FrameCheck;
import org.rankferry.protocol.wire.FrameFault;
import org.rankferry.protocol.wire.FrameHeader;
import org.rankferry.protocol.wire.codec.MessageHeaderDecoder;
import org.rankferry.protocol.wire.codec.OperatorRequestDecoder;

/** An operator at the door: asks once, is answered, and leaves. Agent's thread. */
final class OperatorConnection implements AutoCloseable {
    /** Answers of a megabyte: some thousand nodes. */
    private static final LinkOptions OPTIONS = new LinkOptions(0, 256);

    private final FrameChannel channel;
    private final UnsafeBuffer frame = new UnsafeBuffer(new byte[FrameHeader.MAX_FRAME_LENGTH]);
    private final UnaryOperator<String> answers;

    OperatorConnection(
        final SocketChannel socket, final Readiness readiness, final UnaryOperator<String> answers) {

        channel = FrameChannel.accepted(socket, "operator", OPTIONS, readiness);
        this.answers = answers;
    }

    int doWork() {
        return channel.poll(this::onFrame, 1) + channel.flush();
    }

    boolean isClosed() {
        return channel.state() != LinkState.OPEN;
    }

    @Override
    public void close() {
        channel.close();
    }

    private void onFrame(final DirectBuffer buffer, final int offset, final int length) {
        try {
            final int template = FrameCheck.templateId(buffer, offset, length);
            if (template != OperatorRequestDecoder.TEMPLATE_ID) {
                throw new FrameFault("frame " + FrameCheck.name(template) + " where an operator sends a request");
            }
            final String request = new OperatorRequestDecoder()
                .wrapAndApplyHeader(buffer, offset + FrameHeader.LENGTH, new MessageHeaderDecoder()).text();
            OperatorReplies.send(answers.apply(request), frame, channel);
        } catch (final FrameFault e) {
            channel.lose(e.getMessage());
        }
    }
}
