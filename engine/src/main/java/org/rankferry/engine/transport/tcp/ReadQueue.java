package org.rankferry.engine.transport.tcp;

import java.nio.ByteBuffer;

import org.agrona.concurrent.UnsafeBuffer;
import org.rankferry.engine.transport.Destination;
import org.rankferry.engine.transport.FrameChannel;
import org.rankferry.engine.transport.LinkState;
import org.rankferry.engine.transport.ReadHandler;
import org.rankferry.protocol.wire.FrameHeader;
import org.rankferry.protocol.wire.codec.MessageHeaderDecoder;
import org.rankferry.protocol.wire.codec.MessageHeaderEncoder;
import org.rankferry.protocol.wire.codec.ReadReplyDecoder;
import org.rankferry.protocol.wire.codec.ReadRequestEncoder;

/**
 * The target's READs under way on one data connection, in the order they were posted, which is the order of the
 * replies.
 *
 * <p>A reply's frame is read by itself, its payload straight into the pieces of the destination. One buffer per read,
 * not a scattering one: with buffers over mapped memory the JDK's scattering read allocates for every buffer, and this
 * path allocates nothing. Slab buffers are shared by the READs in flight, so what has arrived is counted here.
 */
final class ReadQueue {
    private static final int REQUEST_LENGTH = FrameHeader.BODY_OFFSET + ReadRequestEncoder.BLOCK_LENGTH;
    private static final int REPLY_LENGTH = FrameHeader.BODY_OFFSET + ReadReplyDecoder.BLOCK_LENGTH;

    /** Received in one call: what a core's own cache holds until its checksum is taken. */
    private static final int BLOCK_BYTES = 256 << 10;

    private final FrameChannel data;
    private final int budget;
    private final UnsafeBuffer requestFrame = new UnsafeBuffer(ByteBuffer.allocateDirect(REQUEST_LENGTH));
    private final ReadRequestEncoder request = new ReadRequestEncoder();
    private final ByteBuffer header = ByteBuffer.allocateDirect(REPLY_LENGTH);
    private final UnsafeBuffer headerBuffer = new UnsafeBuffer(header);
    private final MessageHeaderDecoder messageHeader = new MessageHeaderDecoder();
    private final ReadReplyDecoder reply = new ReadReplyDecoder();

    private final int[] slots;
    private final int[] chunks;
    private final int[] lengths;
    private final Destination[] destinations;
    private int head;
    private int count;
    private long posted;
    private long completed;
    private int piece;
    private int pieceBytes;

    ReadQueue(final FrameChannel data, final int depth, final int budget) {
        this.data = data;
        this.budget = budget;
        slots = new int[depth];
        chunks = new int[depth];
        lengths = new int[depth];
        destinations = new Destination[depth];
        for (int i = 0; i < depth; i++) {
            destinations[i] = new Destination();
        }
        request.wrapAndApplyHeader(requestFrame, FrameHeader.LENGTH, new MessageHeaderEncoder());
        FrameHeader.write(requestFrame, 0, REQUEST_LENGTH, 0);
    }

    /** Queues a READ; its request leaves with the next {@link #flush()} or {@link #poll}. */
    void post(final int slot, final int chunk, final int length, final Destination destination) {
        if (count == slots.length) {
            throw new IllegalStateException("READ of chunk " + chunk + " in slot " + slot + ": " + count
                + " READs are under way already, as many as the link was attached for");
        }
        if (destination.length() != length) {
            throw new IllegalArgumentException(
                "READ of " + length + " bytes into a destination of " + destination.length());
        }
        final int at = (head + count) % slots.length;
        slots[at] = slot;
        chunks[at] = chunk;
        lengths[at] = length;
        destinations[at].copyFrom(destination);
        count++;
        request.readId(posted++).chunk(chunk).length(length);
        data.send(requestFrame, 0, REQUEST_LENGTH);
    }

    /** Sends the requests queued, many at a time. */
    int flush() {
        return data.flush();
    }

    /** Takes in replies, a budget's worth, and hands over each READ as soon as its last byte is there. */
    int poll(final ReadHandler handler, final int limit) {
        int work = data.flush();
        int left = budget;
        int done = 0;
        while (done < limit && left > 0 && data.isReadable() && data.state() == LinkState.OPEN) {
            final int n = header.hasRemaining() ? receiveHeader() : receivePayload(handler);
            left -= n;
            work += n > 0 ? 1 : 0;
            if (data.state() == LinkState.OPEN && !header.hasRemaining() && piece == destinations[head].pieces()) {
                done++;
                handler.onRead(complete(), null);
            } else if (n == 0) {
                break;
            }
        }
        return work;
    }

    private int receiveHeader() {
        final int n = data.read(header);
        if (n > 0 && count == 0) {
            data.lose("bad data from " + data.peer() + ": " + n + " bytes that no READ asked for");
        } else if (!header.hasRemaining()) {
            checkReply();
        }
        return n;
    }

    private int receivePayload(final ReadHandler handler) {
        final Destination destination = destinations[head];
        final ByteBuffer bytes = destination.slab(piece).buffer();
        final int position = destination.position(piece);
        final int block = Math.min(destination.length(piece) - pieceBytes, BLOCK_BYTES);
        bytes.limit(position + pieceBytes + block).position(position + pieceBytes);
        final int n = data.read(bytes);
        pieceBytes += n;
        if (n > 0) {
            handler.onProgress(slots[head], n);
        }
        if (pieceBytes == destination.length(piece)) {
            piece++;
            pieceBytes = 0;
        }
        return n;
    }

    private int complete() {
        final int slot = slots[head];
        head = head + 1 == slots.length ? 0 : head + 1;
        count--;
        completed++;
        piece = 0;
        header.clear();
        return slot;
    }

    private void checkReply() {
        messageHeader.wrap(headerBuffer, FrameHeader.LENGTH);
        reply.wrap(headerBuffer, FrameHeader.BODY_OFFSET, ReadReplyDecoder.BLOCK_LENGTH,
            ReadReplyDecoder.SCHEMA_VERSION);
        if (FrameHeader.length(headerBuffer, 0) != REPLY_LENGTH
            || messageHeader.templateId() != ReadReplyDecoder.TEMPLATE_ID
            || messageHeader.schemaId() != ReadReplyDecoder.SCHEMA_ID) {
            data.lose("bad data from " + data.peer() + ": a frame of template " + messageHeader.templateId()
                + " where a ReadReply was due; run the same rankferry on both ends");
        } else if (reply.readId() != completed || reply.chunk() != chunks[head] || reply.length() != lengths[head]) {
            data.lose("bad data from " + data.peer() + ": reply " + reply.readId() + " with " + reply.length()
                + " bytes of chunk " + reply.chunk() + ", but READ " + completed + " of " + lengths[head]
                + " bytes of chunk " + chunks[head] + " is next");
        }
    }
}
