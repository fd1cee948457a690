package org.rankferry.checkpointer.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * A channel whose bytes are checked where a read has put them, with no copy of them. Bytes that a
 * {@link StreamFault} tells of are in the buffer already. One thread.
 */
public final class CheckedChannel implements ReadableByteChannel {
    private final ReadableByteChannel source;
    private final StreamCheck check;

    /**
     * Puts a check behind a channel.
     *
     * @param source to read; closed with this one.
     * @param check  at the offset that the source is at.
     */
    public CheckedChannel(final ReadableByteChannel source, final StreamCheck check) {
        this.source = source;
        this.check = check;
    }

    @Override
    public int read(final ByteBuffer dst) throws IOException {
        final int before = dst.position();
        final int n = source.read(dst);
        if (n < 0) {
            check.end();
        } else if (n > 0) {
            final int limit = dst.limit();
            dst.limit(before + n).position(before);
            try {
                check.take(dst);
            } finally {
                dst.limit(limit).position(before + n);
            }
        }
        return n;
    }

    @Override
    public boolean isOpen() {
        return source.isOpen();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
