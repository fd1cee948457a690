package org.rankferry.engine.coordinator.node;

import java.nio.channels.SocketChannel;

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
import org.rankferry.protocol.wire.FrameText;
import org.rankferry.protocol.wire.codec.MessageHeaderDecoder;
import org.rankferry.protocol.wire.codec.MessageHeaderEncoder;
import org.rankferry.protocol.wire.codec.OperatorRequestDecoder;
import org.rankferry.protocol.wire.codec.RankJoinDecoder;
import org.rankferry.protocol.wire.codec.RankOrderEncoder;
import org.rankferry.protocol.wire.codec.RankOrderKind;
import org.rankferry.protocol.wire.codec.RankReportDecoder;
import org.rankferry.protocol.wire.codec.RankReportKind;
import org.rankferry.protocol.wire.codec.RefusalCode;
import org.rankferry.protocol.wire.codec.RefusedEncoder;

/**
 * Somebody at the agent's door: an operator, who asks, or a rank, which joins. Its first frame says which. Agent's
 * thread.
 */
final class DoorConnection implements RankLink, PassedRequests.Asker, AutoCloseable {
    /** Answers of a megabyte: some thousand nodes. */
    private static final LinkOptions OPTIONS = new LinkOptions(0, 256);

    private final FrameChannel channel;
    private final UnsafeBuffer frame = new UnsafeBuffer(new byte[FrameHeader.MAX_FRAME_LENGTH]);
    private final Host host;
    private RankEars rank;

    /** Who is behind the door. */
    interface Host {
        /** An operator has asked; {@link #answer} is for the answer, now or later. */
        void onRequest(DoorConnection from, String request);

        /** A rank has come. Returns who hears what it reports, or null when it was refused. */
        RankEars onJoin(DoorConnection from, String job, int rank, int pid, long epoch);
    }

    /** Who hears a rank. */
    interface RankEars {
        /** It has reported. */
        void onReport(RankReportKind what, long epoch, String text);

        /** It is not connected any more. */
        void onGone(DoorConnection connection);
    }

    DoorConnection(final SocketChannel socket, final Readiness readiness, final Host host) {
        channel = FrameChannel.accepted(socket, "guest", OPTIONS, readiness);
        this.host = host;
    }

    @Override
    public int doWork() {
        return channel.poll(this::onFrame, 16) + channel.flush();
    }

    boolean isClosed() {
        return channel.state() != LinkState.OPEN;
    }

    @Override
    public void close() {
        channel.close();
        if (rank != null) {
            rank.onGone(this);
            rank = null;
        }
    }

    /** An answer to the operator. */
    @Override
    public void answer(final String json) {
        if (!isClosed()) {
            OperatorReplies.send(json, frame, channel);
            channel.flush();
        }
    }

    @Override
    public void order(final RankOrderKind what, final long epoch, final String text) {
        if (isClosed()) {
            return;
        }
        final byte[] bytes = FrameText.exact("text of an order", text, FrameText.MAX_PIECE_LENGTH);
        final RankOrderEncoder encoder =
            new RankOrderEncoder().wrapAndApplyHeader(frame, FrameHeader.LENGTH, new MessageHeaderEncoder());
        encoder.what(what).epoch(epoch).putText(bytes, 0, bytes.length);
        send(encoder.encodedLength());
    }

    @Override
    public void refuse(final String why) {
        final byte[] text = FrameText.clip(why, FrameText.MAX_TEXT_LENGTH);
        final RefusedEncoder encoder =
            new RefusedEncoder().wrapAndApplyHeader(frame, FrameHeader.LENGTH, new MessageHeaderEncoder());
        encoder.code(RefusalCode.RANK).expected(0).got(0).putText(text, 0, text.length);
        send(encoder.encodedLength());
    }

    private void send(final int encodedLength) {
        final int length = FrameHeader.BODY_OFFSET + encodedLength;
        FrameHeader.write(frame, 0, length, 0);
        channel.send(frame, 0, length);
        channel.flush();
    }

    private void onFrame(final DirectBuffer buffer, final int offset, final int length) {
        try {
            final int template = FrameCheck.templateId(buffer, offset, length);
            final MessageHeaderDecoder header = new MessageHeaderDecoder();
            if (template == OperatorRequestDecoder.TEMPLATE_ID && rank == null) {
                host.onRequest(this, new OperatorRequestDecoder()
                    .wrapAndApplyHeader(buffer, offset + FrameHeader.LENGTH, header).text());
            } else if (template == RankJoinDecoder.TEMPLATE_ID && rank == null) {
                final RankJoinDecoder join =
                    new RankJoinDecoder().wrapAndApplyHeader(buffer, offset + FrameHeader.LENGTH, header);
                rank = host.onJoin(this, join.job(), (int) join.rank(), (int) join.pid(), join.epoch());
            } else if (template == RankReportDecoder.TEMPLATE_ID && rank != null) {
                final RankReportDecoder report =
                    new RankReportDecoder().wrapAndApplyHeader(buffer, offset + FrameHeader.LENGTH, header);
                rank.onReport(report.what(), report.epoch(), report.text());
            } else {
                throw new FrameFault("frame " + FrameCheck.name(template) + " can't come here");
            }
        } catch (final FrameFault e) {
            channel.lose(e.getMessage());
        }
    }
}
