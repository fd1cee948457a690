package org.rankferry.engine.rank;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.zip.CRC32C;

import org.rankferry.protocol.image.StreamDigest;

/**
 * Writes one stream of an image, straight into chunks of the pool: from its start to its end, or where it was opened
 * so, in any order.
 *
 * <p>A chunk leaves when it is full, or with {@link #flush()} or {@link #end()}. One thread, the one of its
 * {@link RankWriter}.
 */
public final class StreamWriter implements WritableByteChannel {
    private final RankWriter rank;
    private final int stream;
    private final boolean seekable;
    private final boolean crcWanted;
    private final CRC32C crc32c = new CRC32C();
    private final StreamDigest digest = new StreamDigest();
    private ByteBuffer chunk;
    private int chunkIndex;
    private long position;
    private long chunks;
    private long length;
    private boolean open = true;

    StreamWriter(final RankWriter rank, final int stream, final boolean seekable, final boolean crcWanted) {
        this.rank = rank;
        this.stream = stream;
        this.seekable = seekable;
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
            final int n = writeSome(source);
            if (n < 0) {
                return total;
            }
            total += n;
        }
    }

    /**
     * Takes what one read of a channel gives, with no copy but the channel's own.
     *
     * @param source to read.
     * @return bytes taken; -1 at its end.
     * @throws IOException of the channel.
     */
    public int writeSome(final ReadableByteChannel source) throws IOException {
        final int n = source.read(room());
        if (n > 0) {
            commitWhenFull();
        }
        return n;
    }

    /**
     * Goes to another place of the stream. What is written there replaces what was.
     *
     * @param newPosition in bytes from the start; beyond the end leaves a hole that reads as zeros.
     * @throws IllegalStateException when the stream was not opened for it.
     */
    public void seek(final long newPosition) {
        if (newPosition == position()) {
            return;
        }
        if (!seekable) {
            throw new IllegalStateException("stream " + stream + " is sequential; open it with openSeekable");
        }
        if (newPosition < 0) {
            throw new IllegalArgumentException("position is " + newPosition + "; give 0 or more");
        }
        flush();
        position = newPosition;
    }

    /** Where the next byte goes. */
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
            release();
            open = false;
            final boolean known = crcWanted && digest.known();
            rank.forget(this);
            rank.endStream(stream, length, chunks, known, known ? digest.crc(length) : 0);
        }
    }

    /** Gives up the chunk for other streams of the rank: what it holds leaves, an empty one is kept for them. */
    void release() {
        if (chunk == null) {
            return;
        }
        if (chunk.position() > 0) {
            commit();
        } else {
            chunk = null;
            rank.keep(chunkIndex);
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

    /**
     * Where the next bytes go: what is free of the current chunk, from the buffer's position to its limit. Waits for a
     * chunk when there is none. Whoever puts bytes there himself says so with {@link #filled}; the buffer is good until
     * the next call of this stream or of another one of the rank.
     */
    public ByteBuffer room() {
        if (chunk == null) {
            take(rank.lease());
        }
        return chunk;
    }

    /** As {@link #room()}, without waiting: null when there is no chunk now. */
    public ByteBuffer roomNow() {
        if (chunk == null) {
            final int leased = rank.leaseNow();
            if (leased >= 0) {
                take(leased);
            }
        }
        return chunk;
    }

    private void take(final int leased) {
        chunkIndex = leased;
        chunk = rank.chunk(leased);
    }

    /**
     * Takes bytes that were put into {@link #room()} from its position on.
     *
     * @param length of them, at most what remains there.
     */
    public void filled(final int length) {
        chunk.position(chunk.position() + length);
        commitWhenFull();
    }

    private void commitWhenFull() {
        if (!chunk.hasRemaining()) {
            commit();
        }
    }

    private void commit() {
        chunk.flip();
        final int bytes = chunk.remaining();
        int crc = 0;
        if (crcWanted) {
            crc32c.reset();
            crc32c.update(chunk);
            crc = (int) crc32c.getValue();
            digest.add(position, bytes, crc);
        }
        chunk = null;
        rank.commit(stream, chunkIndex, position, bytes, crc);
        position += bytes;
        length = Math.max(length, position);
        chunks++;
    }
}
