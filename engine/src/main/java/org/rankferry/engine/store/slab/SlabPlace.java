package org.rankferry.engine.store.slab;

import java.io.IOException;
import java.nio.file.Path;

import org.rankferry.engine.nativeio.FileSystemKind;
import org.rankferry.engine.nativeio.Libc;
import org.rankferry.engine.nativeio.NoSpaceException;
import org.rankferry.engine.store.StoreException;
import org.rankferry.engine.transport.MemoryRegistrar;

/**
 * Where slabs are made: what all files of a store have in common.
 *
 * @param kind       of the store.
 * @param directory  of the store.
 * @param chunkBytes the largest chunk.
 * @param registrar  of the transport.
 */
record SlabPlace(StoreKind kind, Path directory, int chunkBytes, MemoryRegistrar registrar) {
    static final int PAGE_BYTES = 4096;

    /** Memory that is left to the rest of the node: filling tmpfs to the last page calls the OOM killer. */
    static final long HEADROOM_BYTES = 64L << 20;

    static SlabPlace of(
        final StoreKind kind, final Path directory, final int chunkBytes, final MemoryRegistrar registrar) {
        try {
            final FileSystemKind fileSystem = Libc.fileSystem(directory);
            if (fileSystem == FileSystemKind.HUGETLBFS) {
                // Files there take no write(2) and end at a huge page: no room for a manifest, or an image's true
                // length.
                throw new StoreException(directory + " is on hugetlbfs, which can't hold an image set; "
                    + "give a --dir on tmpfs, mounted with huge=within_size for huge pages", false, null);
            }
            if (kind.inMemory() && !fileSystem.isMemory()) {
                throw new StoreException(directory + " is not in memory; "
                    + "use --store file there, or a --dir on tmpfs such as /dev/shm", false, null);
            }
            return new SlabPlace(kind, directory, chunkBytes, registrar);
        } catch (final IOException e) {
            throw new StoreException("can't look at " + directory + ": " + e.getMessage(), false, e);
        }
    }

    /** Whether a registrar is there that wants whole slabs touched before it sees them. */
    boolean registers() {
        return registrar != MemoryRegistrar.NONE;
    }

    /**
     * Takes space for a part of a file, so that no access to a mapping of it can fail.
     *
     * @throws StoreException {@link StoreException#noSpace()} when there is none.
     */
    void allocate(final Path file, final long offset, final long length) {
        try {
            if (kind.inMemory() && Libc.availableMemory() < length + HEADROOM_BYTES) {
                throw noSpace(file, length, "the node has " + Libc.availableMemory() + " bytes of memory left, "
                    + HEADROOM_BYTES + " of them are kept free", null);
            }
            Libc.allocate(file, offset, length);
        } catch (final NoSpaceException e) {
            throw noSpace(file, length, "its file system is full, or the user's quota used up", e);
        } catch (final IOException e) {
            throw StoreFaults.of("can't allocate " + length + " bytes of " + file, file, e);
        }
    }

    private static StoreException noSpace(
        final Path file, final long length, final String why, final NoSpaceException cause) {

        return new StoreException("no space for " + length + " more bytes of " + file + ": " + why
            + "; free some, or give another --dir", true, cause);
    }
}
