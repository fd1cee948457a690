package org.rankferry.engine.transport.shm;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

import org.rankferry.engine.nativeio.Libc;
import org.rankferry.engine.transport.TransportException;

/** A source's pool file, mapped read-only by the target. Unmapped by {@link #close()}. */
final class PoolMapping implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final int chunkBytes;
    private final int chunks;

    /**
     * Maps a pool.
     *
     * @param name       of the pool file, as the source gave it.
     * @param chunkBytes size of a chunk.
     * @param chunks     of the pool.
     * @throws TransportException when the file is not a pool this user may read, with the remedy.
     */
    PoolMapping(final String name, final int chunkBytes, final int chunks) {
        this.chunkBytes = chunkBytes;
        this.chunks = chunks;
        boolean mapped = false;
        try {
            memory = map(path(name), (long) chunkBytes * chunks);
            mapped = true;
        } catch (final NoSuchFileException e) {
            throw new TransportException("the source's pool file " + name
                + " is not on this host: shm needs both ends on one host; use --transport tcp", e);
        } catch (final IOException e) {
            throw new TransportException("can't map the source's pool file " + name + ": " + e.getMessage()
                + "; run both ends as one user", e);
        } finally {
            if (!mapped) {
                arena.close();
            }
        }
    }

    /** Whether a READ lies in one chunk of the pool. */
    boolean holds(final int chunk, final int length) {
        return chunk >= 0 && chunk < chunks && length > 0 && length <= chunkBytes;
    }

    /**
     * Copies bytes of a chunk.
     *
     * @param chunk    index, checked.
     * @param from     offset in the chunk.
     * @param target   to copy to.
     * @param position in the target.
     * @param length   in bytes.
     */
    void copy(final int chunk, final int from, final MemorySegment target, final long position, final int length) {
        MemorySegment.copy(memory, (long) chunk * chunkBytes + from, target, position, length);
    }

    @Override
    public void close() {
        arena.close();
    }

    @Override
    public String toString() {
        return chunks + " chunks of " + chunkBytes + " bytes";
    }

    private static Path path(final String name) {
        try {
            final Path path = Path.of(name);
            if (name.isEmpty() || !path.isAbsolute()) {
                throw new TransportException("the source's pool file '" + name
                    + "' is not an absolute path: use --transport shm at both ends");
            }
            return path;
        } catch (final InvalidPathException e) {
            throw new TransportException("the source's pool file has no valid name: " + e.getReason(), e);
        }
    }

    private MemorySegment map(final Path path, final long bytes) throws IOException {
        final Map<String, Object> is =
            Files.readAttributes(path, "unix:uid,size,isRegularFile", LinkOption.NOFOLLOW_LINKS);
        if (!(boolean) is.get("isRegularFile")) {
            throw new TransportException(
                "the source's pool " + path + " is not a regular file; check the source's --pool-dir");
        }
        final Object own = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        if (!is.get("uid").equals(own)) {
            throw new TransportException("the source's pool file " + path + " belongs to user " + is.get("uid")
                + ", this target runs as user " + own + "; run both ends as one user");
        }
        if ((long) is.get("size") < bytes) {
            throw new TransportException("the source's pool file " + path + " has " + is.get("size") + " bytes, but "
                + chunks + " chunks of " + chunkBytes + " were announced; start the source again");
        }
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            final MemorySegment mapped = file.map(MapMode.READ_ONLY, 0, bytes, arena);
            Libc.populateForReading(mapped);
            return mapped;
        }
    }
}
