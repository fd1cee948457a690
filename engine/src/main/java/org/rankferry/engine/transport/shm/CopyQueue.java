package org.rankferry.engine.transport.shm;

import org.rankferry.engine.transport.Destination;
import org.rankferry.engine.transport.ReadHandler;

/**
 * READs that wait for their turn to be copied, in the order they were posted.
 *
 * <p>A call copies one budget at the most, so that an agent with large chunks still gets to its frames. It copies in
 * blocks that a core's own cache holds, and tells of each, so that its checksum costs no second way to memory.
 * Allocates nothing per READ.
 */
final class CopyQueue implements AutoCloseable {
    /** Copied per call at the most: a default chunk, about a fifth of a millisecond. */
    static final int BUDGET_BYTES = 1 << 20;
    private static final int BLOCK_BYTES = 64 << 10;

    private final PoolMapping pool;
    private final int[] slots;
    private final int[] chunks;
    private final Destination[] destinations;
    private int head;
    private int count;
    private int piece;
    private int pieceBytes;
    private int chunkBytes;

    CopyQueue(final PoolMapping pool, final int depth) {
        this.pool = pool;
        slots = new int[depth];
        chunks = new int[depth];
        destinations = new Destination[depth];
        for (int i = 0; i < depth; i++) {
            destinations[i] = new Destination();
        }
    }

    /** The pool that is copied from. */
    PoolMapping pool() {
        return pool;
    }

    /** Queues a READ that the pool holds. */
    void post(final int slot, final int chunk, final Destination destination) {
        if (count == slots.length) {
            throw new IllegalStateException("READ of chunk " + chunk + " in slot " + slot + ": " + count
                + " READs are under way already, as many as the link was attached for");
        }
        final int at = (head + count) % slots.length;
        slots[at] = slot;
        chunks[at] = chunk;
        destinations[at].copyFrom(destination);
        count++;
    }

    /**
     * Copies up to a budget and hands over the READs that are whole by it.
     *
     * @return the amount of work done, 0 for none.
     * @throws InternalError when the pool file was cut beneath the mapping.
     */
    int poll(final ReadHandler handler, final int limit) {
        int left = BUDGET_BYTES;
        int done = 0;
        int work = 0;
        while (count > 0 && done < limit && left > 0) {
            final Destination destination = destinations[head];
            final int n = Math.min(Math.min(left, BLOCK_BYTES), destination.length(piece) - pieceBytes);
            pool.copy(chunks[head], chunkBytes, destination.slab(piece).memory(),
                destination.position(piece) + (long) pieceBytes, n);
            left -= n;
            pieceBytes += n;
            chunkBytes += n;
            work++;
            handler.onProgress(slots[head], n);
            if (pieceBytes == destination.length(piece)) {
                pieceBytes = 0;
                piece++;
                if (piece == destination.pieces()) {
                    done++;
                    handler.onRead(complete(), null);
                }
            }
        }
        return work;
    }

    @Override
    public void close() {
        count = 0;
        pool.close();
    }

    private int complete() {
        final int slot = slots[head];
        head = head + 1 == slots.length ? 0 : head + 1;
        count--;
        piece = 0;
        chunkBytes = 0;
        return slot;
    }
}
