package org.rankferry.engine.rank;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.zip.CRC32C;

import org.rankferry.protocol.image.Crc32c;

/**
 * Writes one stream of an image from its start to its end, straight into chunks of the pool.
 *
 * <p>A chunk leaves when it is full, or with {@link #flush()} or {@link #end()}. One thread, the one of its
 * {@link RankWriter}.
 */
public final class StreamWriter implements WritableByteChannel {
    private final RankWriter rank;
    private final int stream;
    private final boolean crcWanted;
    private final CRC32C crc32c = new CRC32C();
    private ByteBuffer chunk;
    private int chunkIndex;
    private long position;
    private long chunks;
    private int streamCrc;
    private boolean open = true;

    StreamWriter(final RankWriter rank, final int stream, final boolean crcWanted) {
        this.rank = rank;
        this.stream = stream;
        this.crcWanted = crcWanted;
    }

    /**
     * Copies bytes into chunks.
     *
     * @param source whose remaining bytes are all taken.
     * @return how many were.
     */
    @Override
    public int write(final ByteBuffer source) {
        final int length = source.remaining();
        while (source.hasRemaining()) {
            final ByteBuffer room = room();
            final int n = Math.min(room.remaining(), source.remaining());
            room.put(room.position(), source, source.position(), n);
            room.position(room.position() + n);
            source.position(source.position() + n);
            commitWhenFull();
        }
        return length;
    }

    /**
     * Takes a whole channel, to its end, with no copy but the channel's own.
     *
     * @param source to read.
     * @return bytes taken.
     * @throws IOException of the channel.
     */
    public long writeAll(final ReadableByteChannel source) throws IOException {
        long total = 0;
        while (true) {
            final int n = source.read(room());
            if (n < 0) {
                return total;
            }
            total += n;
            commitWhenFull();
        }
    }

    /** Bytes written so far. */
    public long position() {
        return position + (chunk == null ? 0 : chunk.position());
    }

    /** Commits what the current chunk holds. */
    public void flush() {
        if (chunk != null && chunk.position() > 0) {
            commit();
        }
    }

    /** Commits the rest and ends the stream. */
    public void end() {
        if (open) {
            flush();
            open = false;
            if (chunk != null) {
                chunk = null;
                rank.keep(chunkIndex);
            }
            rank.endStream(stream, position, chunks, streamCrc);
        }
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        end();
    }

    private ByteBuffer room() {
        if (chunk == null) {
            chunkIndex = rank.lease();
            chunk = rank.chunk(chunkIndex);
        }
        return chunk;
    }

    private void commitWhenFull() {
        if (!chunk.hasRemaining()) {
            commit();
        }
    }

    private void commit() {
        chunk.flip();
        final int length = chunk.remaining();
        int crc = 0;
        if (crcWanted) {
            crc32c.reset();
            crc32c.update(chunk);
            crc = (int) crc32c.getValue();
            streamCrc = Crc32c.combine(streamCrc, crc, length);
        }
        chunk = null;
        rank.commit(stream, chunkIndex, position, length, crc);
        position += length;
        chunks++;
    }
}
