package org.rankferry.engine.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.rankferry.engine.api.ImageReader;

/**
 * Follows a stream through its file.
 *
 * <p>It reads with positional reads, never through a mapping: a file that is cut under it gives an error, not a
 * signal. A file that is discarded may be filled with another stream at once (the reserve recycles its memory), so
 * the arrival is looked at again after the bytes were read.
 */
public final class ArrivalReader implements ImageReader {
    private final Arrival arrival;
    private final FileChannel channel;
    private final Arrival.Waiter waiter = new Arrival.Waiter();
    private long position;

    /**
     * Opens the stream's file.
     *
     * @param arrival of the stream.
     * @param path    of its file.
     */
    public ArrivalReader(final Arrival arrival, final Path path) {
        this.arrival = arrival;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
        } catch (final IOException e) {
            final String reason = arrival.abortedFor();
            throw arrival.failure(0, reason != null ? reason : "can't open " + path + ": " + e.getMessage(), false, e);
        }
    }

    @Override
    public int rank() {
        return arrival.rank();
    }

    @Override
    public String stream() {
        return arrival.stream();
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public int read(final ByteBuffer dst, final long deadlineNs) {
        if (!dst.hasRemaining()) {
            return 0;
        }
        final long reached = arrival.await(position, deadlineNs, waiter);
        if (reached < 0) {
            return -1;
        }
        final int start = dst.position();
        final int limit = dst.limit();
        dst.limit((int) Math.min(limit, start + (reached - position)));
        final int length;
        try {
            length = channel.read(dst, position);
        } catch (final IOException e) {
            dst.position(start);
            throw arrival.failure(position, "can't read its file: " + e, false, e);
        } finally {
            dst.limit(limit);
        }
        final String reason = arrival.abortedFor();
        if (reason != null || length <= 0) {
            dst.position(start);
            throw arrival.failure(position, reason != null ? reason : "its file was cut", false, null);
        }
        position += length;
        return length;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (final IOException e) {
            throw arrival.failure(position, "can't close its file: " + e, false, e);
        }
    }
}
