package org.rankferry.bufferpool;

import java.util.Arrays;

import static org.rankferry.bufferpool.ChunkState.FREE;
import static org.rankferry.bufferpool.ChunkState.LEASED;

/** The state and the owner of each chunk, and how many chunks are in each state. */
final class ChunkTable {
    static final int NONE = -1;

    private final PoolGeometry geometry;
    private final PoolCounters counters;
    private final byte[] states;
    private final int[] owners;
    private final int[] counts = new int[ChunkState.COUNT];
    // A stack: the chunk that came free last is the one whose lines are still in the caches.
    private final int[] freeChunks;
    private int freeCount;
    private int highWater;

    ChunkTable(final PoolGeometry geometry, final PoolCounters counters) {
        this.geometry = geometry;
        this.counters = counters;
        final int chunks = geometry.chunks();
        states = new byte[chunks];
        owners = new int[chunks];
        freeChunks = new int[chunks];
        Arrays.fill(owners, NONE);
        for (int chunk = chunks - 1; chunk >= 0; chunk--) {
            freeChunks[freeCount++] = chunk;
        }
        counts[FREE.code()] = chunks;
        counters.onFill(chunks);
    }

    int chunks() {
        return states.length;
    }

    int freeCount() {
        return freeCount;
    }

    int count(final ChunkState state) {
        return counts[state.code()];
    }

    int highWater() {
        return highWater;
    }

    ChunkState state(final int chunk) {
        return ChunkState.ofCode(states[geometry.checkChunk(chunk)]);
    }

    int owner(final int chunk) {
        return owners[geometry.checkChunk(chunk)];
    }

    /** Leases a free chunk to the rank; there must be one. */
    int grant(final int rank) {
        final int chunk = freeChunks[freeCount - 1];
        transition(chunk, ChunkEvent.GRANT);
        owners[chunk] = rank;
        return chunk;
    }

    /** The one place where a chunk changes its state. */
    void transition(final int chunk, final ChunkEvent event) {
        final ChunkState from = state(chunk);
        final ChunkState to = event.to();
        if (!event.isLegalFrom(from)) {
            throw new IllegalStateException("chunk " + chunk + " is " + from + "; " + event + " can't make it " + to);
        }
        states[chunk] = to.code();
        counts[from.code()]--;
        counts[to.code()]++;
        if (from == FREE) {
            freeCount--;
            highWater = Math.max(highWater, states.length - freeCount);
        } else if (to == FREE) {
            owners[chunk] = NONE;
            freeChunks[freeCount++] = chunk;
        }
        counters.onTransition(from, to, event, highWater);
    }

    /** Frees all chunks LEASED to a rank; looks at every chunk. */
    int freeLeases(final int rank, final ChunkEvent event) {
        int freed = 0;
        for (int chunk = 0; chunk < states.length; chunk++) {
            if (owners[chunk] == rank && states[chunk] == LEASED.code()) {
                transition(chunk, event);
                freed++;
            }
        }
        return freed;
    }

    /** Frees all chunks in a state; looks at every chunk. */
    void freeAll(final ChunkState state, final ChunkEvent event) {
        for (int chunk = 0; chunk < states.length; chunk++) {
            if (states[chunk] == state.code()) {
                transition(chunk, event);
            }
        }
    }

    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder();
        for (int chunk = 0; chunk < states.length; chunk++) {
            text.append(state(chunk)).append(owners[chunk] == NONE ? "" : ":" + owners[chunk]).append(' ');
        }
        return text.toString();
    }
}
