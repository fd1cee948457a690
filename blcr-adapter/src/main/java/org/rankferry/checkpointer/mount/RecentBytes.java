package org.rankferry.checkpointer.mount;

import java.nio.ByteBuffer;

import org.agrona.collections.Long2ObjectHashMap;

/**
 * The last bytes that programs have written, so that they can read them back: what has left for the target is not on
 * the source any more. A ring of blocks that are made when they are first needed; the oldest bytes go.
 *
 * <p>A place in the ring is counted from the first byte that ever was put there, so that it tells by itself whether
 * the bytes are still there.
 */
final class RecentBytes {
    private static final int BLOCK_BYTES = 1 << 20;

    private final ByteBuffer[] blocks;
    private final long capacity;
    private final Long2ObjectHashMap<ExtentMap> files = new Long2ObjectHashMap<>();
    private long end;
    private long sweptAt;

    /**
     * Keeps bytes.
     *
     * @param capacity how many; rounded up to a MiB. With 0 it keeps none.
     */
    RecentBytes(final long capacity) {
        blocks = new ByteBuffer[Math.toIntExact((capacity + BLOCK_BYTES - 1) / BLOCK_BYTES)];
        this.capacity = (long) blocks.length * BLOCK_BYTES;
    }

    /** Whether there is anything it would keep. */
    boolean keeps(final int bytes) {
        return bytes <= capacity;
    }

    /** How many it keeps at the most. */
    long capacity() {
        return capacity;
    }

    /** Keeps bytes of a file; the buffer's position and limit stay. */
    void put(final long inode, final long offset, final ByteBuffer bytes) {
        final int length = bytes.remaining();
        final ExtentMap file = files.computeIfAbsent(inode, number -> new ExtentMap());
        int done = 0;
        while (done < length) {
            final int n = Math.min(length - done, BLOCK_BYTES - (int) (end % BLOCK_BYTES));
            block(end).put((int) (end % BLOCK_BYTES), bytes, bytes.position() + done, n);
            file.put(offset + done, n, end);
            end += n;
            done += n;
        }
        if (end - sweptAt >= capacity) {
            sweep();
        }
    }

    /** Bytes of a file were written that are not kept. */
    void replaced(final long inode, final long offset, final long length) {
        final ExtentMap file = files.get(inode);
        if (file != null) {
            file.clear(offset, length);
        }
    }

    /** A file ends here. */
    void truncated(final long inode, final long size) {
        final ExtentMap file = files.get(inode);
        if (file != null) {
            file.truncate(size);
        }
    }

    /** A file is gone. */
    void gone(final long inode) {
        files.remove(inode);
    }

    /**
     * Reads.
     *
     * @param length of what is wanted.
     * @param to     takes the bytes from {@code at} on.
     * @return whether all of them are still there.
     */
    boolean read(final long inode, final long offset, final int length, final ByteBuffer to, final int at) {
        final ExtentMap file = files.get(inode);
        if (file == null) {
            return false;
        }
        long next = offset;
        for (int i = file.find(offset); i < file.count() && next < offset + length; i++) {
            if (file.start(i) > next) {
                return false;
            }
            final long skip = next - file.start(i);
            final long n = Math.min(file.length(i) - skip, offset + length - next);
            final long place = file.data(i) + skip;
            if (place < end - capacity) {
                return false;
            }
            copy(place, (int) n, to, at + (int) (next - offset));
            next += n;
        }
        return next == offset + length;
    }

    private void copy(final long place, final int length, final ByteBuffer to, final int at) {
        int done = 0;
        while (done < length) {
            final int from = (int) ((place + done) % BLOCK_BYTES);
            final int n = Math.min(length - done, BLOCK_BYTES - from);
            to.put(at + done, block(place + done), from, n);
            done += n;
        }
    }

    private ByteBuffer block(final long place) {
        final int index = (int) (place / BLOCK_BYTES % blocks.length);
        if (blocks[index] == null) {
            blocks[index] = ByteBuffer.allocateDirect(BLOCK_BYTES);
        }
        return blocks[index];
    }

    /** What tells of bytes that are gone goes too, now and then. */
    private void sweep() {
        sweptAt = end;
        files.values().forEach(file -> file.dropDataBelow(end - capacity));
        files.values().removeIf(file -> file.count() == 0);
    }
}
