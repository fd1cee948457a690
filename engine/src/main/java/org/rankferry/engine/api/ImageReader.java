package org.rankferry.engine.api;

import java.nio.ByteBuffer;

/**
 * Reads one stream of an image from its start to its end, also while the stream still arrives.
 *
 * <p>Bytes may arrive in any order; a reader sees them in order, and only those whose checksum was found right.
 * Bytes of a stream that its writer may seek back in are seen when the stream is whole. A reader holds no memory
 * but what it is given. One thread at a time uses a reader; a stream may have several readers.
 */
public interface ImageReader extends AutoCloseable {
    /** The rank the image belongs to. */
    int rank();

    /** Name of the stream. */
    String stream();

    /** Offset of the next byte, from 0. */
    long position();

    /**
     * Reads what is there, and waits when nothing is. The wait costs no CPU time.
     *
     * @param dst        that takes the bytes between its position and its limit.
     * @param deadlineNs as {@link System#nanoTime()} will show it.
     * @return bytes read, at least 1; 0 only for a buffer with no room; -1 at the end of the stream.
     * @throws ImageReadException when the image set was given up, the deadline has passed, the thread was
     *                            interrupted or the file can't be read. After a deadline the reader can go on.
     */
    int read(ByteBuffer dst, long deadlineNs);

    /** Lets go of the file. Harmless when repeated. */
    @Override
    void close();
}
