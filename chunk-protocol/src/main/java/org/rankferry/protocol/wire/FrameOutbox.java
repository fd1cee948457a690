package org.rankferry.protocol.wire;

import java.nio.ByteBuffer;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Holds frames until a non-blocking channel takes their bytes.
 *
 * <pre>
 *  while (!outbox.isEmpty()) {
 *      int n = channel.write(outbox.readable());
 *      outbox.written(n);
 *      if (n == 0) break;
 *  }
 * </pre>
 *
 * <p>One fixed direct buffer, compacted when its end is reached. Not thread safe. Allocates nothing after construction.
 */
public final class FrameOutbox implements FrameSink {
    private final ByteBuffer bytes;
    private final UnsafeBuffer buffer;
    private int written;
    private int filled;

    /**
     * An outbox for as many frames of the longest as the peer gives credits.
     *
     * @param frames at least 1
     */
    public FrameOutbox(int frames) {
        if (frames < 1) {
            throw new IllegalArgumentException("outbox for " + frames + " frames, at least 1");
        }
        bytes = ByteBuffer.allocateDirect(Math.multiplyExact(frames, FrameHeader.MAX_FRAME_LENGTH));
        buffer = new UnsafeBuffer(bytes);
    }

    /**
     * Appends a frame.
     *
     * @param frame buffer that holds it
     * @param offset of the frame
     * @param length of the frame in bytes
     * @throws IllegalStateException when there is no room, which credits make impossible in normal work
     */
    @Override
    public void send(MutableDirectBuffer frame, int offset, int length) {
        if (length > bytes.capacity() - filled) {
            compact();
        }
        if (length > bytes.capacity() - filled) {
            throw new IllegalStateException("outbox of " + bytes.capacity() + " bytes is full: " + remaining()
                + " not written yet, no room for a frame of " + length + "; the peer does not read");
        }
        buffer.putBytes(filled, frame, offset, length);
        filled += length;
    }

    /**
     * The bytes to write next. Report with {@link #written(int)} how many the channel took.
     *
     * @return this outbox's buffer, position and limit around the bytes
     */
    public ByteBuffer readable() {
        return bytes.clear().limit(filled).position(written);
    }

    /**
     * Takes note of bytes the channel took.
     *
     * @param n bytes, 0 to {@link #remaining()}
     */
    public void written(int n) {
        if (n < 0 || n > remaining()) {
            throw new IllegalArgumentException("written " + n + " bytes of " + remaining());
        }
        written += n;
        if (written == filled) {
            written = 0;
            filled = 0;
        }
    }

    /**
     * Bytes not written yet.
     *
     * @return bytes, 0 or more
     */
    public int remaining() {
        return filled - written;
    }

    /**
     * Room for frames.
     *
     * @return bytes
     */
    public int space() {
        return bytes.capacity() - remaining();
    }

    /**
     * Whether all is written.
     *
     * @return true when nothing remains
     */
    public boolean isEmpty() {
        return filled == written;
    }

    private void compact() {
        final int remaining = remaining();
        buffer.putBytes(0, buffer, written, remaining);
        written = 0;
        filled = remaining;
    }
}
