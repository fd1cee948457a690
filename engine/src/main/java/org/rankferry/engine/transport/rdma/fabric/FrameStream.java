package org.rankferry.engine.transport.rdma.fabric;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.agrona.MutableDirectBuffer;
import org.rankferry.engine.transport.FrameHandler;
import org.rankferry.protocol.wire.FrameAssembler;
import org.rankferry.protocol.wire.FrameFault;
import org.rankferry.protocol.wire.FrameOutbox;

/**
 * Frames over SEND and RECV of {@link Segments}. Knows how many receives the peer has posted and never sends more.
 * Allocates nothing once made.
 */
final class FrameStream implements AutoCloseable {
    /** A completion at least every so many SENDs, and with the last of a burst. */
    private static final int SIGNAL_EVERY = 16;

    private final Segments segments;
    private final FrameAssembler assembler = new FrameAssembler();
    private final FrameOutbox outbox;
    private final int[] arrived = new int[Segments.WINDOW];
    private final int[] arrivedBytes = new int[Segments.WINDOW];
    private long arrivals;
    private long taken;
    private long sent;
    private long confirmed;
    private int allowed = Segments.WINDOW;
    private int owed;

    FrameStream(final Rail rail, final int outboxFrames) {
        segments = new Segments(rail);
        outbox = new FrameOutbox(outboxFrames);
    }

    Segments segments() {
        return segments;
    }

    /** A RECV has brought bytes. */
    void onReceived(final int index, final int bytes) {
        final int place = (int) (arrivals++ % Segments.WINDOW);
        arrived[place] = index;
        arrivedBytes[place] = bytes;
        final int grants = segments.buffer().getInt(
            Segments.receiveOffset(index) + Segments.GRANTS_OFFSET, ByteOrder.LITTLE_ENDIAN);
        if (bytes < Segments.HEADER_BYTES || grants < 0 || grants > Segments.WINDOW - allowed) {
            throw new FrameFault("a segment of " + bytes + " bytes that grants " + grants + " receives when "
                + allowed + " of " + Segments.WINDOW + " are open; run the same rankferry on both ends");
        }
        allowed += grants;
    }

    /** A SEND is complete, and so are those before it. */
    void onSent(final int index) {
        while ((int) (confirmed++ % Segments.WINDOW) != index) {
            assert confirmed < sent;
        }
    }

    /** Whether something that has arrived was not handed out yet. */
    boolean hasArrivals() {
        return taken < arrivals;
    }

    /** Whether everything that was queued has reached the peer's device. */
    boolean isDelivered() {
        return outbox.isEmpty() && confirmed == sent;
    }

    int space() {
        return outbox.space();
    }

    int queued() {
        return outbox.remaining();
    }

    void queue(final MutableDirectBuffer frame, final int offset, final int length) {
        outbox.send(frame, offset, length);
    }

    /** The next frame, or false; {@link #hand} passes it on. */
    boolean next() throws IOException {
        while (!assembler.next()) {
            if (!hasArrivals()) {
                return false;
            }
            takeSegment();
        }
        return true;
    }

    void hand(final FrameHandler handler) {
        handler.onFrame(assembler.buffer(), assembler.offset(), assembler.length());
    }

    /** Sends what is queued as far as the peer has receives for it, and grants what is owed. */
    int flush() throws IOException {
        int work = 0;
        while (!outbox.isEmpty() && allowed > 1 && sent - confirmed < Segments.WINDOW) {
            sendSegment(Math.min(outbox.remaining(), Segments.ROOM));
            work++;
        }
        if (owed >= Segments.WINDOW / 2 && allowed > 0 && sent - confirmed < Segments.WINDOW) {
            sendSegment(0);
            work++;
        }
        return work;
    }

    @Override
    public void close() {
        segments.close();
    }

    private void takeSegment() throws IOException {
        final int place = (int) (taken++ % Segments.WINDOW);
        final int index = arrived[place];
        final int from = Segments.receiveOffset(index) + Segments.HEADER_BYTES;
        final int length = arrivedBytes[place] - Segments.HEADER_BYTES;
        final ByteBuffer room = assembler.writable();
        segments.buffer().getBytes(from, room, length);
        assembler.received(length);
        segments.receive(index);
        owed++;
    }

    private void sendSegment(final int length) throws IOException {
        final int index = (int) (sent % Segments.WINDOW);
        final int at = Segments.sendOffset(index);
        segments.buffer().putInt(at + Segments.GRANTS_OFFSET, owed, ByteOrder.LITTLE_ENDIAN);
        segments.buffer().putInt(at + Integer.BYTES, 0, ByteOrder.LITTLE_ENDIAN);
        owed = 0;
        allowed--;
        sent++;
        if (length > 0) {
            final ByteBuffer bytes = outbox.readable();
            segments.buffer().putBytes(at + Segments.HEADER_BYTES, bytes, bytes.position(), length);
            outbox.written(length);
        }
        segments.send(index, Segments.HEADER_BYTES + length, outbox.isEmpty() || sent % SIGNAL_EVERY == 0);
    }
}
