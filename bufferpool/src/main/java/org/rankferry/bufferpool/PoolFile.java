package org.rankferry.bufferpool;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The pool's memory (skeleton). */
@SuppressWarnings("DoNotCallSuggester")
public final class PoolFile implements AutoCloseable {
    /** Name of the pool file when none is given. */
    public static final String DEFAULT_NAME = "pool";

    private PoolFile() {
    }

    /**
     * Creates and maps the pool file {@link #DEFAULT_NAME}.
     *
     * @param directory that holds it.
     * @param geometry  of the pool.
     * @return the mapped file.
     */
    public static PoolFile create(final Path directory, final PoolGeometry geometry) {
        return create(directory, DEFAULT_NAME, geometry);
    }

    /**
     * Creates and maps a pool file.
     *
     * @param directory that holds it.
     * @param name      file name.
     * @param geometry  of the pool.
     * @return the mapped file.
     */
    public static PoolFile create(final Path directory, final String name, final PoolGeometry geometry) {
        throw new PoolException("not yet: " + directory + name + geometry);
    }

    /**
     * Maps an existing pool file, read-only.
     *
     * @param file     the pool file.
     * @param geometry of the pool.
     * @return the mapped file.
     */
    public static PoolFile openForReading(final Path file, final PoolGeometry geometry) {
        return open(file, geometry, false);
    }

    /**
     * Maps an existing pool file.
     *
     * @param file     the pool file.
     * @param geometry of the pool.
     * @param writable whether to map it read-write: for a rank, and where RDMA registration wants it.
     * @return the mapped file.
     */
    public static PoolFile open(final Path file, final PoolGeometry geometry, final boolean writable) {
        throw new PoolException("not yet: " + file + geometry + writable);
    }

    /**
     * The file.
     *
     * @return its absolute path.
     */
    public Path path() {
        throw new PoolException("not yet");
    }

    /**
     * How the pool is cut.
     *
     * @return the geometry.
     */
    public PoolGeometry geometry() {
        throw new PoolException("not yet");
    }

    /**
     * The whole pool.
     *
     * @return a segment of {@code geometry().poolBytes()} bytes.
     */
    public MemorySegment memory() {
        throw new PoolException("not yet");
    }

    /**
     * One chunk.
     *
     * @param chunk its index.
     * @return a segment of {@code geometry().chunkBytes()} bytes, the same object each time.
     */
    public MemorySegment chunk(final int chunk) {
        throw new PoolException("not yet " + chunk);
    }

    /**
     * One chunk as a direct buffer, little endian; the same object each time, its position and limit are the caller's.
     *
     * @param chunk its index.
     * @return a view of {@code geometry().chunkBytes()} bytes.
     */
    public ByteBuffer chunkBuffer(final int chunk) {
        throw new PoolException("not yet " + chunk);
    }

    @Override
    public void close() {
        throw new PoolException("not yet");
    }
}
