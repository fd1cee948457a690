package org.rankferry.bufferpool;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

/**
 * The pool's memory: a file of mode 0600 in a directory of mode 0700, on tmpfs or hugetlbfs, mapped by the source agent
 * and by every rank of the node. Chunk {@code i} begins at {@code i * chunkBytes}; on hugetlbfs the file ends with the
 * huge page that holds the last chunk, so it may be longer than the pool.
 *
 * <p>All of its bytes are allocated and touched before {@link #create} returns, so that a file system that is full is
 * an error there and then, and no SIGBUS in the middle of an image, and no first touch is paid while ranks wait.
 *
 * <p>Segments and buffers may be used by any thread; who may write where is for {@link ChunkPool} to say. Once the file
 * is closed, any use of them throws.
 */
public final class PoolFile implements AutoCloseable {
    /** Name of the pool file when none is given. */
    public static final String DEFAULT_NAME = "pool";

    private static final String HUGETLBFS = "hugetlbfs";
    private static final int PAGE_BYTES = 4096;

    private final Path path;
    private final PoolGeometry geometry;
    private final Path createdDirectory;
    private final boolean isCreator;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final MemorySegment[] chunks;
    private final ByteBuffer[] buffers;

    /** Takes over the channel's file, not the channel. */
    private PoolFile(
        final Path path,
        final PoolGeometry geometry,
        final FileChannel channel,
        final FileChannel.MapMode mode,
        final long fileBytes,
        final boolean isCreator,
        final Path createdDirectory) throws IOException {
        this.path = path;
        this.geometry = geometry;
        this.isCreator = isCreator;
        this.createdDirectory = createdDirectory;
        MemorySegment mapped = null;
        try {
            mapped = channel.map(mode, 0, fileBytes, arena);
        } finally {
            if (mapped == null) {
                arena.close();
            }
        }
        memory = mapped.asSlice(0, geometry.poolBytes());
        chunks = new MemorySegment[geometry.chunks()];
        buffers = new ByteBuffer[geometry.chunks()];
        for (int i = 0; i < chunks.length; i++) {
            chunks[i] = memory.asSlice(geometry.offset(i), geometry.chunkBytes());
            buffers[i] = chunks[i].asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    /**
     * Creates and maps the pool file {@link #DEFAULT_NAME}.
     *
     * @param directory that shall hold it.
     * @param geometry  of the pool.
     * @return the mapped file, all bytes 0.
     * @throws PoolException see {@link #create(Path, String, PoolGeometry)}.
     */
    public static PoolFile create(final Path directory, final PoolGeometry geometry) {
        return create(directory, DEFAULT_NAME, geometry);
    }

    /**
     * Creates and maps a pool file. {@link #close} removes it.
     *
     * @param directory that shall hold it: ours, mode 0700; made if it is missing and its parent is there.
     * @param name      of the file.
     * @param geometry  of the pool.
     * @return the mapped file, all bytes 0.
     * @throws PoolException if the directory is not writable, not ours or open to others, its file system has too
     *                       little space, or the file exists.
     */
    public static PoolFile create(final Path directory, final String name, final PoolGeometry geometry) {
        Path made = null;
        try {
            final boolean isLink = Files.isSymbolicLink(directory);
            final Path real = isLink ? directory.toRealPath() : directory.toAbsolutePath().normalize();
            if (OwnerAccess.createDirectory(real, "pool directory")) {
                made = real;
            }
            return create(real.resolve(name), geometry, made);
        } catch (final IOException e) {
            throw new PoolException("pool directory " + directory + " can't be used (" + OwnerAccess.reason(e) +
                "); give another --pool-dir", e);
        } catch (final PoolException e) {
            removeIfEmpty(made);
            throw e;
        }
    }

    /**
     * Maps a pool file that another process has created, read-only.
     *
     * @param file     the pool file.
     * @param geometry of the pool, as its creator told it.
     * @return the mapped file.
     * @throws PoolException see {@link #open}.
     */
    public static PoolFile openForReading(final Path file, final PoolGeometry geometry) {
        return open(file, geometry, false);
    }

    /**
     * Maps a pool file that another process has created. {@link #close} unmaps it and leaves it where it is.
     *
     * @param file     the pool file.
     * @param geometry of the pool, as its creator told it.
     * @param writable whether to map it read-write: for a rank, and for a reader whose kernel registers memory for RDMA
     *                 only if it may be written.
     * @return the mapped file.
     * @throws PoolException if there is no such file, it is not ours, open to others, or of another size.
     */
    public static PoolFile open(final Path file, final PoolGeometry geometry, final boolean writable) {
        final Path path = file.toAbsolutePath().normalize();
        try {
            final long fileBytes = OwnerAccess.requireFile(path, "pool file");
            final long expectedBytes = fileBytes(geometry, Files.getFileStore(path));
            if (fileBytes != expectedBytes) {
                throw new PoolException("pool file " + path + " has " + fileBytes + " bytes, " + geometry.chunks() +
                    " chunks of " + geometry.chunkBytes() + " need " + expectedBytes + "; attach to the source anew");
            }
            final Set<? extends java.nio.file.OpenOption> options = writable ?
                Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS) :
                Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            try (FileChannel channel = FileChannel.open(path, options)) {
                final FileChannel.MapMode mode =
                    writable ? FileChannel.MapMode.READ_WRITE : FileChannel.MapMode.READ_ONLY;
                return new PoolFile(path, geometry, channel, mode, fileBytes, false, null);
            }
        } catch (final NoSuchFileException e) {
            throw new PoolException("pool file " + path + " does not exist; is its source still running?", e);
        } catch (final IOException e) {
            throw new PoolException("pool file " + path + " can't be mapped (" + OwnerAccess.reason(e) +
                "); check its permissions and the limit of virtual memory (ulimit -v)", e);
        }
    }

    /** {@return the absolute path of the file} */
    public Path path() {
        return path;
    }

    /** {@return how the pool is cut} */
    public PoolGeometry geometry() {
        return geometry;
    }

    /**
     * The whole pool.
     *
     * @return a segment of {@code geometry().poolBytes()} bytes, aligned to a page.
     */
    public MemorySegment memory() {
        return memory;
    }

    /**
     * One chunk.
     *
     * @param chunk its index.
     * @return a segment of {@code geometry().chunkBytes()} bytes, the same object each time.
     */
    public MemorySegment chunk(final int chunk) {
        return chunks[geometry.checkChunk(chunk)];
    }

    /**
     * One chunk as a direct buffer, little endian. The same object each time: its position and limit belong to whoever
     * handles the chunk, one thread at a time. Writing it to a channel by itself allocates nothing; a gathering write
     * allocates 40 bytes for each buffer of a shared arena (JDK 25).
     *
     * @param chunk its index.
     * @return a view of {@code geometry().chunkBytes()} bytes; read-only if the file is mapped so.
     */
    public ByteBuffer chunkBuffer(final int chunk) {
        return buffers[geometry.checkChunk(chunk)];
    }

    /**
     * Unmaps the file, and removes it if this object created it. May be called again.
     *
     * @throws IllegalStateException if another thread is in the middle of a system call on one of the buffers.
     */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            if (isCreator) {
                delete(path);
                removeIfEmpty(createdDirectory);
            }
            arena.close();
        }
    }

    private static PoolFile create(final Path path, final PoolGeometry geometry, final Path createdDirectory)
        throws IOException {
        final FileStore store = Files.getFileStore(path.getParent());
        final long bytes = fileBytes(geometry, store);
        // hugetlbfs without a size limit says 0; there only the allocation tells.
        if (!store.type().equals(HUGETLBFS) && store.getUsableSpace() < bytes) {
            throw tooSmall(path, store, bytes, null);
        }
        final PosixFile file;
        try {
            file = PosixFile.create(path);
        } catch (final FileAlreadyExistsException e) {
            throw new PoolException("pool file " + path + " exists; another source uses it, or remove it", e);
        } catch (final IOException e) {
            throw new PoolException("pool file " + path + " can't be created (" + OwnerAccess.reason(e) +
                "); give another --pool-dir", e);
        }
        PoolFile pool = null;
        try (file) {
            try {
                file.allocate(bytes);
            } catch (final IOException e) {
                throw tooSmall(path, store, bytes, e);
            }
            pool = new PoolFile(
                path, geometry, file.channel(), FileChannel.MapMode.READ_WRITE, bytes, true, createdDirectory);
            pool.touch();
            return pool;
        } finally {
            if (pool == null) {
                delete(path);
            }
        }
    }

    private void touch() {
        for (long offset = 0; offset < memory.byteSize(); offset += PAGE_BYTES) {
            memory.set(JAVA_BYTE, offset, (byte) 0);
        }
    }

    private static PoolException tooSmall(
        final Path path, final FileStore store, final long bytes, final IOException cause) throws IOException {
        final boolean huge = store.type().equals(HUGETLBFS);
        final String why = cause == null ?
            "has " + store.getUsableSpace() + " bytes free" : "refused it (" + OwnerAccess.reason(cause) + ")";
        final String remedy = huge ?
            "; reserve " + bytes / store.getBlockSize() + " huge pages (sysctl vm.nr_hugepages)" : "; enlarge it";
        return new PoolException("pool file " + path + " needs " + bytes + " bytes, its file system (" + store.type() +
            ") " + why + remedy + ", or give a smaller --pool or another --pool-dir", cause);
    }

    private static long fileBytes(final PoolGeometry geometry, final FileStore store) throws IOException {
        final long page = store.type().equals(HUGETLBFS) ? store.getBlockSize() : PAGE_BYTES;
        return (geometry.poolBytes() + page - 1) / page * page;
    }

    private static void delete(final Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (final IOException e) {
            throw new PoolException("pool file " + file + " can't be removed (" + OwnerAccess.reason(e) +
                "); remove it by hand", e);
        }
    }

    private static void removeIfEmpty(final Path directory) {
        if (directory != null) {
            try {
                Files.deleteIfExists(directory);
            } catch (final DirectoryNotEmptyException e) {
                return;
            } catch (final IOException e) {
                throw new PoolException("pool directory " + directory + " can't be removed (" +
                    OwnerAccess.reason(e) + "); remove it by hand", e);
            }
        }
    }
}
