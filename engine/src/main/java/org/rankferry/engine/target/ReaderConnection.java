package org.rankferry.engine.target;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rankferry.engine.transport.Readiness;
import org.rankferry.protocol.wire.FrameAssembler;
import org.rankferry.protocol.wire.FrameCheck;
import org.rankferry.protocol.wire.FrameFault;
import org.rankferry.protocol.wire.FrameHeader;
import org.rankferry.protocol.wire.FrameOutbox;
import org.rankferry.protocol.wire.codec.AbortCode;
import org.rankferry.protocol.wire.codec.AbortEncoder;
import org.rankferry.protocol.wire.codec.AvailableEncoder;
import org.rankferry.protocol.wire.codec.MessageHeaderDecoder;
import org.rankferry.protocol.wire.codec.MessageHeaderEncoder;
import org.rankferry.protocol.wire.codec.ReaderOpenDecoder;
import org.rankferry.protocol.wire.codec.ReaderOpenedEncoder;

/**
 * One reader of one stream: asks once, then hears how far the stream can be read, until it is whole or given up.
 */
final class ReaderConnection implements AutoCloseable {
    private static final int OUTBOX_FRAMES = 4;
    private static final long NO_RANK = 0xFFFF_FFFFL;
    private static final int NO_STREAM = 0xFFFF;
    private static final long NO_POSITION = -1;

    private final SocketChannel channel;
    private final SelectionKey key;
    private final FrameAssembler assembler = new FrameAssembler();
    private final FrameOutbox outbox = new FrameOutbox(OUTBOX_FRAMES);
    private final UnsafeBuffer frame = new UnsafeBuffer(new byte[FrameHeader.MAX_FRAME_LENGTH]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private boolean readable = true;
    private int rank = -1;
    private String job = "";
    private String name;
    private ArrivingStream stream;
    private long told = -1;
    private boolean over;
    private boolean closed;

    ReaderConnection(final SocketChannel channel, final Readiness readiness) {
        this.channel = channel;
        this.key = readiness.register(channel, SelectionKey.OP_READ, ready -> readable |= ready.isReadable());
    }

    int doWork(final ArrivingSet set, final long nowNs) {
        int work = 0;
        try {
            if (readable) {
                work += receive();
            }
            if (!closed && !over && name != null) {
                work += tell(set);
            }
            if (!closed && !outbox.isEmpty()) {
                final int written = channel.write(outbox.readable());
                outbox.written(written);
                key.interestOps(
                    outbox.isEmpty() ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                work += written > 0 ? 1 : 0;
            }
        } catch (final FrameFault e) {
            giveUp(AbortCode.PROTOCOL, e.getMessage());
        } catch (final IOException e) {
            close();
        }
        return work;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        key.cancel();
        CloseHelper.quietClose(channel);
    }

    private int receive() throws IOException {
        final int n = channel.read(assembler.writable());
        if (n < 0) {
            close();
            return 1;
        }
        if (n == 0) {
            readable = false;
            return 0;
        }
        assembler.received(n);
        while (assembler.next()) {
            onFrame(assembler.buffer(), assembler.offset(), assembler.length());
        }
        return 1;
    }

    private void onFrame(final DirectBuffer buffer, final int offset, final int length) {
        final int template = FrameCheck.templateId(buffer, offset, length);
        if (template != ReaderOpenDecoder.TEMPLATE_ID || name != null) {
            throw new FrameFault("frame with template id " + template + " where a reader sends one ReaderOpen");
        }
        final ReaderOpenDecoder open = new ReaderOpenDecoder().wrapAndApplyHeader(
            buffer, offset + FrameHeader.LENGTH, new MessageHeaderDecoder());
        rank = (int) open.rank();
        job = open.job();
        name = open.name();
    }

    private int tell(final ArrivingSet set) {
        if (stream == null) {
            stream = set == null || (!job.isEmpty() && !job.equals(set.terms().job())) ? null : find(set);
            if (stream == null) {
                return 0; // not here yet: the reader has a deadline of its own
            }
            final ReaderOpenedEncoder opened = new ReaderOpenedEncoder()
                .wrapAndApplyHeader(frame, FrameHeader.LENGTH, header)
                .path(stream.stored().path().toString());
            send(opened.encodedLength());
        }
        final String abortedFor = stream.arrival().abortedFor();
        if (abortedFor != null) {
            giveUp(AbortCode.CANCELLED, abortedFor);
            return 1;
        }
        final long available = stream.arrival().available();
        if (available == told && !stream.whole()) {
            return 0;
        }
        told = available;
        over = stream.whole();
        final AvailableEncoder encoder = new AvailableEncoder()
            .wrapAndApplyHeader(frame, FrameHeader.LENGTH, header)
            .bytes(available)
            .ended((short) (over ? 1 : 0));
        if (outbox.isEmpty() || over) {
            send(encoder.encodedLength());
        } else {
            told = -1; // the reader is slow; it hears the newest figure when it listens again
        }
        return 1;
    }

    private ArrivingStream find(final ArrivingSet set) {
        for (final ArrivingStream candidate : set.streams()) {
            if (candidate.rank() == rank && candidate.name().equals(name)) {
                return candidate;
            }
        }
        return null;
    }

    private void giveUp(final AbortCode code, final String text) {
        over = true;
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        final AbortEncoder abort = new AbortEncoder()
            .wrapAndApplyHeader(frame, FrameHeader.LENGTH, header)
            .code(code).rank(rank < 0 ? NO_RANK : rank).stream(NO_STREAM).position(NO_POSITION)
            .putText(bytes, 0, Math.min(bytes.length, 1024));
        send(abort.encodedLength());
        try {
            outbox.written(channel.write(outbox.readable()));
        } catch (final IOException e) {
            // The reader is gone already.
        }
        close();
    }

    private void send(final int bodyLength) {
        final int length = FrameHeader.LENGTH + MessageHeaderEncoder.ENCODED_LENGTH + bodyLength;
        FrameHeader.write(frame, 0, length, 0);
        outbox.send(frame, 0, length);
    }
}
