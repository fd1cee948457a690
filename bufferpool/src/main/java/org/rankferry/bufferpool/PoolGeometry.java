package org.rankferry.bufferpool;

/**
 * How a pool is cut: equal chunks, one behind the other from the start of the pool file.
 *
 * <pre>
 *  0            chunkBytes      2 * chunkBytes          chunks * chunkBytes
 *  +------------+---------------+---------- ... --------+
 *  |  chunk 0   |    chunk 1    |                       |
 *  +------------+---------------+---------- ... --------+
 * </pre>
 *
 * @param chunkBytes bytes of one chunk: a power of two, {@link #MIN_CHUNK_BYTES} to {@link #MAX_CHUNK_BYTES}.
 * @param chunks     number of chunks: 1 to {@link #MAX_CHUNKS}.
 */
public record PoolGeometry(int chunkBytes, int chunks) {
    /** Smallest chunk: one page. */
    public static final int MIN_CHUNK_BYTES = 4 * 1024;

    /** Largest chunk. */
    public static final int MAX_CHUNK_BYTES = 64 * 1024 * 1024;

    /** Chunk size when none is asked for. */
    public static final int DEFAULT_CHUNK_BYTES = 1024 * 1024;

    /** Pool size when none is asked for. */
    public static final long DEFAULT_POOL_BYTES = 10L * DEFAULT_CHUNK_BYTES;

    /** Most chunks of a pool: a bound on the memory that chunk states and views take. */
    public static final int MAX_CHUNKS = 1 << 20;

    /**
     * Checks both.
     *
     * @throws PoolException if one is out of its bounds.
     */
    public PoolGeometry {
        if (chunkBytes < MIN_CHUNK_BYTES || chunkBytes > MAX_CHUNK_BYTES || Integer.bitCount(chunkBytes) != 1) {
            throw new PoolException("chunk of " + chunkBytes + " bytes; give --chunk a power of two from " +
                MIN_CHUNK_BYTES + " to " + MAX_CHUNK_BYTES);
        }
        if (chunks < 1 || chunks > MAX_CHUNKS) {
            throw new PoolException("pool of " + chunks + " chunks; give --pool " + chunkBytes + " to " +
                (long) chunkBytes * MAX_CHUNKS + " bytes for chunks of " + chunkBytes);
        }
    }

    /**
     * Cuts a pool and checks that it can serve so many ranks: a rank must always be able to get one chunk.
     *
     * @param chunkBytes bytes of one chunk.
     * @param poolBytes  bytes of the pool: a multiple of {@code chunkBytes}.
     * @param ranks      ranks that write into the pool, at least 1.
     * @return the geometry.
     * @throws PoolException if the sizes are out of bounds or there are fewer chunks than ranks; it names the size
     *                       needed.
     */
    public static PoolGeometry of(final int chunkBytes, final long poolBytes, final int ranks) {
        final PoolGeometry one = new PoolGeometry(chunkBytes, 1);
        requireRanks(ranks);
        if (poolBytes < chunkBytes || poolBytes % chunkBytes != 0) {
            final long whole = Math.max(Math.max(poolBytes, 0) / chunkBytes + 1, ranks) * one.chunkBytes;
            throw new PoolException("pool of " + poolBytes + " bytes is not a whole number of chunks of " + chunkBytes +
                " bytes; give --pool " + whole);
        }
        final long chunks = poolBytes / chunkBytes;
        if (chunks > MAX_CHUNKS) {
            throw new PoolException("pool of " + poolBytes + " bytes has " + chunks + " chunks, " + MAX_CHUNKS +
                " at most; give a smaller --pool or a larger --chunk");
        }
        final PoolGeometry geometry = new PoolGeometry(chunkBytes, (int) chunks);
        geometry.requireChunksFor(ranks);
        return geometry;
    }

    /**
     * Bytes of the whole pool.
     *
     * @return {@code chunkBytes * chunks}.
     */
    public long poolBytes() {
        return (long) chunkBytes * chunks;
    }

    /**
     * Where a chunk begins.
     *
     * @param chunk index of the chunk, 0 to {@code chunks - 1}.
     * @return offset in bytes from the start of the pool.
     */
    public long offset(final int chunk) {
        return (long) chunkBytes * checkChunk(chunk);
    }

    /**
     * Refuses an index outside the pool.
     *
     * @param chunk index of a chunk.
     * @return the same index.
     * @throws IndexOutOfBoundsException if the pool has no such chunk.
     */
    public int checkChunk(final int chunk) {
        if (chunk < 0 || chunk >= chunks) {
            throw new IndexOutOfBoundsException("chunk " + chunk + " of a pool of " + chunks);
        }
        return chunk;
    }

    void requireChunksFor(final int ranks) {
        requireRanks(ranks);
        if (chunks < ranks) {
            throw new PoolException("pool of " + poolBytes() + " bytes has " + chunks +
                (chunks == 1 ? " chunk" : " chunks") + " for " + ranks +
                " ranks; give --pool " + (long) ranks * chunkBytes + " or more");
        }
    }

    private static void requireRanks(final int ranks) {
        if (ranks < 1) {
            throw new PoolException("pool for " + ranks + " ranks; give --ranks 1 or more");
        }
    }
}
