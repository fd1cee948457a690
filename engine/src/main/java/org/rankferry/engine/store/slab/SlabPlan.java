package org.rankferry.engine.store.slab;

/**
 * How a stream's file is cut into slabs, from its start to wherever it grows.
 *
 * <pre>
 *   expected 150 MiB:  | 0 .. 150 | 150 .. 214 | 214 .. 278 | ...
 *   not known:         | 0 .. 8 | 8 .. 16 | 16 .. 32 | 32 .. 64 | 64 .. 128 | 128 .. 192 | ...
 * </pre>
 *
 * <p>The expected bytes are one slab as far as {@code maxKnown} allows, a chunk more at the most; beyond them the
 * file doubles, by no less than {@link #MIN_GROWTH} and no more than {@link #MAX_GROWTH}. Every slab but the first
 * is at least a chunk long, so a chunk crosses one border at the most.
 *
 * @param expected   bytes of the stream, 0 when not known.
 * @param maxKnown   bytes of a slab inside the expected bytes, at most {@link #MAX_KNOWN}.
 * @param chunkBytes the largest chunk.
 */
record SlabPlan(long expected, int maxKnown, int chunkBytes) {
    static final int MAX_SLAB = 1 << 30;
    static final int MAX_KNOWN = MAX_SLAB - (64 << 20);
    static final int MIN_GROWTH = 8 << 20;
    static final int MAX_GROWTH = 64 << 20;

    SlabPlan {
        if (maxKnown > MAX_SLAB - chunkBytes || maxKnown % SlabPlace.PAGE_BYTES != 0 || chunkBytes > MAX_GROWTH) {
            throw new IllegalArgumentException("slabs of " + maxKnown + " for chunks of " + chunkBytes);
        }
    }

    /** Bytes of the slab that begins at an offset, the end of the slab before it. */
    int lengthAt(final long start) {
        final long wanted = start < expected ? known(expected - start) : Math.clamp(start, MIN_GROWTH, MAX_GROWTH);
        final long least = start == 0 ? 1 : chunkBytes;
        return (int) roundUp(Math.max(wanted, least));
    }

    /** A rest that is shorter than a chunk is part of the slab before it. */
    private long known(final long left) {
        return left < (long) maxKnown + chunkBytes ? left : maxKnown;
    }

    /** Whole pages that hold so many bytes. */
    static long roundUp(final long bytes) {
        return (bytes + SlabPlace.PAGE_BYTES - 1) & -SlabPlace.PAGE_BYTES;
    }
}
