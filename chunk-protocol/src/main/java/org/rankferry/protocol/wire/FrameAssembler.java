package org.rankferry.protocol.wire;

import java.nio.ByteBuffer;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Gathers whole frames out of a stream of bytes that arrives in pieces of any size.
 *
 * <pre>
 *  int n = channel.read(assembler.writable());
 *  if (n &gt; 0) {
 *      assembler.received(n);
 *      while (assembler.next()) {
 *          session.onFrame(assembler.buffer(), assembler.offset(), assembler.length(), now);
 *      }
 *  }
 * </pre>
 *
 * <p>One fixed direct buffer; a frame begun is carried over. A frame stays where it is until {@link #writable()} is
 * called again. Only the frame's length is looked at here; {@link FrameCheck} judges the rest. Not thread safe.
 * Allocates nothing after construction.
 */
public final class FrameAssembler {
    /** Buffer size that suits a control connection: 16 frames of the longest. */
    public static final int DEFAULT_CAPACITY = 16 * FrameHeader.MAX_FRAME_LENGTH;

    private final ByteBuffer bytes;
    private final UnsafeBuffer buffer;
    private int consumed;
    private int filled;
    private int offset;
    private int length;

    /** An assembler of the default capacity. */
    public FrameAssembler() {
        this(DEFAULT_CAPACITY);
    }

    /**
     * An assembler with a buffer of its own.
     *
     * @param capacity of the buffer in bytes, at least one longest frame
     */
    public FrameAssembler(int capacity) {
        if (capacity < FrameHeader.MAX_FRAME_LENGTH) {
            throw new IllegalArgumentException(
                "capacity is " + capacity + " bytes, a frame may have " + FrameHeader.MAX_FRAME_LENGTH);
        }
        bytes = ByteBuffer.allocateDirect(capacity);
        buffer = new UnsafeBuffer(bytes);
    }

    /**
     * Where the next bytes of the channel go: never empty once every frame was taken with {@link #next()}.
     * What {@link #offset()} pointed at moves.
     *
     * @return this assembler's buffer, position and limit around the free room
     */
    public ByteBuffer writable() {
        if (consumed == filled) {
            consumed = 0;
            filled = 0;
        } else if (consumed > 0 && bytes.capacity() - filled < FrameHeader.MAX_FRAME_LENGTH) {
            buffer.putBytes(0, buffer, consumed, filled - consumed);
            filled -= consumed;
            consumed = 0;
        }
        return bytes.clear().position(filled);
    }

    /**
     * Takes note of bytes put at the position of {@link #writable()}.
     *
     * @param n bytes, 0 to the room there was; a channel's -1 is the caller's to handle
     */
    public void received(int n) {
        if (n < 0 || n > bytes.capacity() - filled) {
            throw new IllegalArgumentException("received " + n + " bytes into room for " + (bytes.capacity() - filled));
        }
        filled += n;
    }

    /**
     * Moves on to the next whole frame.
     *
     * @return whether there is one
     * @throws FrameFault when the length in front is not that of a frame; the stream cannot be followed any further
     */
    public boolean next() {
        final int available = filled - consumed;
        if (available < Integer.BYTES) {
            return false;
        }
        final long framed = FrameHeader.length(buffer, consumed);
        FrameCheck.checkLength(framed);
        if (framed > available) {
            return false;
        }
        offset = consumed;
        length = (int) framed;
        consumed += length;
        return true;
    }

    /**
     * The buffer that holds the frame.
     *
     * @return always the same buffer
     */
    public DirectBuffer buffer() {
        return buffer;
    }

    /**
     * Where the frame that {@link #next()} found begins.
     *
     * @return offset of its frame header in {@link #buffer()}
     */
    public int offset() {
        return offset;
    }

    /**
     * How long the frame is that {@link #next()} found.
     *
     * @return bytes, frame header included
     */
    public int length() {
        return length;
    }

    /**
     * Bytes that arrived behind the last frame taken.
     *
     * @return bytes, 0 or more
     */
    public int buffered() {
        return filled - consumed;
    }

    /**
     * Takes raw bytes that follow a frame, such as those behind a ReadReply, as far as they have arrived.
     *
     * @param target gets the bytes; its position moves
     * @param most bytes to take
     * @return bytes taken, 0 when none have arrived
     */
    public int take(ByteBuffer target, int most) {
        final int n = Math.min(Math.min(most, buffered()), target.remaining());
        if (n > 0) {
            buffer.getBytes(consumed, target, n);
            consumed += n;
        }
        return n;
    }
}
