package org.rankferry.checkpointer.mount;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A stream of an image on the target, read at any place that has arrived. One thread. */
interface StreamTail extends AutoCloseable {
    /** Takes in how far the stream has come, without waiting. */
    void poll();

    /** Bytes from the stream's start that can be read. */
    long available();

    /** Whether the stream is whole: no byte comes any more. */
    boolean ended();

    /** Why the stream will never be whole; null as long as all is well. */
    String abortedFor();

    /** The file that holds it; null as long as the stream has not begun. */
    FileChannel file();

    /**
     * Reads bytes that have arrived.
     *
     * @param to     takes them between its position and its limit.
     * @param offset in the stream; all bytes are below {@link #available()}.
     */
    default void read(final ByteBuffer to, final long offset) throws IOException {
        long next = offset;
        while (to.hasRemaining()) {
            final int n = file().read(to, next);
            if (n < 0) {
                throw new IOException("the file of the stream is shorter than it was");
            }
            next += n;
        }
    }

    @Override
    void close();
}
