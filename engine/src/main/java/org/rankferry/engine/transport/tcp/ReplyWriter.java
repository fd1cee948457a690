package org.rankferry.engine.transport.tcp;

import java.nio.ByteBuffer;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rankferry.engine.transport.FrameChannel;
import org.rankferry.engine.transport.FrameHandler;
import org.rankferry.engine.transport.LinkState;
import org.rankferry.engine.transport.PoolMemory;
import org.rankferry.protocol.wire.FrameHeader;
import org.rankferry.protocol.wire.codec.MessageHeaderDecoder;
import org.rankferry.protocol.wire.codec.MessageHeaderEncoder;
import org.rankferry.protocol.wire.codec.ReadReplyEncoder;
import org.rankferry.protocol.wire.codec.ReadRequestDecoder;

/**
 * The source's read service on one data connection: takes ReadRequests, answers in their order, straight from the pool.
 *
 * <p>A request that names no chunk of the pool, or more bytes than a chunk has, ends the connection: nothing but the
 * pool can be read through here. Allocates nothing per READ.
 */
final class ReplyWriter {
    /** Requests that may wait. A target has at most one READ per chunk under way, and seldom over 64. */
    static final int MIN_QUEUE = 1024;

    private static final int REPLY_LENGTH = FrameHeader.BODY_OFFSET + ReadReplyEncoder.BLOCK_LENGTH;
    private static final int REQUESTS_PER_CALL = 64;

    private final FrameChannel data;
    private final PoolMemory pool;
    private final int budget;
    private final FrameHandler onRequest = this::onRequest;
    private final MessageHeaderDecoder messageHeader = new MessageHeaderDecoder();
    private final ReadRequestDecoder request = new ReadRequestDecoder();
    private final ReadReplyEncoder reply = new ReadReplyEncoder();
    private final ByteBuffer header = ByteBuffer.allocateDirect(REPLY_LENGTH);
    private final UnsafeBuffer headerBuffer = new UnsafeBuffer(header);

    private final long[] ids;
    private final int[] chunks;
    private final int[] lengths;
    private int head;
    private int count;
    private boolean begun;
    private int sent;

    ReplyWriter(final FrameChannel data, final PoolMemory pool, final int budget) {
        this.data = data;
        this.pool = pool;
        this.budget = budget;
        final int queue = Math.max(MIN_QUEUE, pool.chunks());
        ids = new long[queue];
        chunks = new int[queue];
        lengths = new int[queue];
        reply.wrapAndApplyHeader(headerBuffer, FrameHeader.LENGTH, new MessageHeaderEncoder());
        FrameHeader.write(headerBuffer, 0, REPLY_LENGTH, 0);
    }

    /** Takes requests and writes replies, a budget's worth. Returns the amount of work done. */
    int serve() {
        int work = data.poll(onRequest, REQUESTS_PER_CALL);
        int left = budget;
        while (count > 0 && left > 0 && data.state() == LinkState.OPEN) {
            final int n = writeHead();
            if (n == 0) {
                break;
            }
            left -= n;
            work++;
            if (count == 0) {
                data.writeIdle();
            }
        }
        return work;
    }

    /** Writes what is left of the reply in front: first its frame, then its payload. */
    private int writeHead() {
        if (!begun) {
            header.clear();
            reply.readId(ids[head]).chunk(chunks[head]).length(lengths[head]);
            begun = true;
        }
        if (header.hasRemaining()) {
            final int n = data.write(header);
            if (header.hasRemaining()) {
                return n;
            }
        }
        final ByteBuffer chunk = pool.chunkBuffer(chunks[head]);
        chunk.limit(lengths[head]).position(sent);
        final int n = data.write(chunk);
        sent += n;
        if (sent == lengths[head]) {
            begun = false;
            sent = 0;
            head = head + 1 == ids.length ? 0 : head + 1;
            count--;
        }
        return n;
    }

    private void onRequest(final DirectBuffer buffer, final int offset, final int length) {
        messageHeader.wrap(buffer, offset + FrameHeader.LENGTH);
        if (length != FrameHeader.BODY_OFFSET + ReadRequestDecoder.BLOCK_LENGTH
            || messageHeader.templateId() != ReadRequestDecoder.TEMPLATE_ID
            || messageHeader.schemaId() != ReadRequestDecoder.SCHEMA_ID) {
            refuse("a frame of template " + messageHeader.templateId() + " and " + length
                + " bytes came where only ReadRequest may");
            return;
        }
        request.wrap(buffer, offset + FrameHeader.BODY_OFFSET, ReadRequestDecoder.BLOCK_LENGTH,
            ReadRequestDecoder.SCHEMA_VERSION);
        final long chunk = request.chunk();
        final long bytes = request.length();
        if (chunk >= pool.chunks()) {
            refuse("ReadRequest for chunk " + chunk + ", but the pool has chunks 0.." + (pool.chunks() - 1));
        } else if (bytes == 0 || bytes > pool.chunkBytes()) {
            refuse("ReadRequest for " + bytes + " bytes of chunk " + chunk + ", but a chunk has 1.."
                + pool.chunkBytes());
        } else if (count == ids.length) {
            refuse("more than " + ids.length + " READs under way, but the pool has " + pool.chunks() + " chunks");
        } else {
            final int at = (head + count) % ids.length;
            ids[at] = request.readId();
            chunks[at] = (int) chunk;
            lengths[at] = (int) bytes;
            count++;
        }
    }

    private void refuse(final String what) {
        data.lose("bad READ from " + data.peer() + ": " + what + "; run the same rankferry on both ends");
    }
}
