package org.rankferry.engine.coordinator;

import java.nio.charset.StandardCharsets;

import org.agrona.MutableDirectBuffer;
import org.rankferry.engine.transport.Link;
import org.rankferry.protocol.wire.FrameHeader;
import org.rankferry.protocol.wire.FrameText;
import org.rankferry.protocol.wire.codec.MessageHeaderEncoder;
import org.rankferry.protocol.wire.codec.OperatorReplyEncoder;

/** The answer to an {@link OperatorCall}, in pieces that frames take. */
public final class OperatorReplies {
    private OperatorReplies() {
    }

    /**
     * Queues an answer.
     *
     * @param answer a JSON object.
     * @param frame  to build frames in.
     * @param link   to the operator.
     */
    public static void send(final String answer, final MutableDirectBuffer frame, final Link link) {
        final byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        int begin = 0;
        do {
            final int end = endOfPiece(bytes, begin);
            final OperatorReplyEncoder reply = new OperatorReplyEncoder()
                .wrapAndApplyHeader(frame, FrameHeader.LENGTH, new MessageHeaderEncoder())
                .last((short) (end == bytes.length ? 1 : 0));
            reply.putText(bytes, begin, end - begin);
            final int length = FrameHeader.BODY_OFFSET + reply.encodedLength();
            FrameHeader.write(frame, 0, length, 0);
            link.send(frame, 0, length);
            begin = end;
        } while (begin < bytes.length);
    }

    /** Between characters. */
    private static int endOfPiece(final byte[] bytes, final int begin) {
        int end = Math.min(bytes.length, begin + FrameText.MAX_PIECE_LENGTH);
        while (end < bytes.length && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return end;
    }
}
