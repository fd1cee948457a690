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
 * @param blockBytes sizes of slabs are multiples of it: the page, or the huge page of hugetlbfs.
 * @param exactEnds  whether a file can end at any byte; on hugetlbfs it ends at a block.
 * @param pages      whether the memory behind a mapping is what MemAvailable counts.
 * @param chunkBytes the largest chunk.
 * @param registrar  of the transport.
 */
record SlabPlace(StoreKind kind, Path directory, int blockBytes, boolean exactEnds, boolean pages, int chunkBytes,
    MemoryRegistrar registrar) {
    static final int PAGE_BYTES = 4096;

    /** Memory that is left to the rest of the node: filling tmpfs to the last page calls the OOM killer. */
    static final long HEADROOM_BYTES = 64L << 20;

    static SlabPlace of(
        final StoreKind kind, final Path directory, final int chunkBytes, final MemoryRegistrar registrar) {
        try {
            final FileSystemKind fileSystem = Libc.fileSystem(directory);
            final boolean huge = fileSystem == FileSystemKind.HUGETLBFS;
            if (huge && !kind.inMemory()) {
                throw new StoreException(directory + " is on hugetlbfs, which files can't be written to; "
                    + "use --store memory there, or another --dir", false, null);
            }
            if (kind.inMemory() && !fileSystem.isMemory()) {
                throw new StoreException(directory + " is not in memory; "
                    + "use --store file there, or a --dir on tmpfs such as /dev/shm", false, null);
            }
            final int block = huge ? (int) Libc.hugePageSize(directory) : PAGE_BYTES;
            return new SlabPlace(kind, directory, block, !huge, kind.inMemory() && !huge, chunkBytes, registrar);
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
            if (pages && Libc.availableMemory() < length + HEADROOM_BYTES) {
                throw new NoSpaceException("the node has " + Libc.availableMemory() + " bytes of memory left, "
                    + HEADROOM_BYTES + " of them are kept free");
            }
            Libc.allocate(file, offset, length);
        } catch (final NoSpaceException e) {
            throw new StoreException("no space for " + length + " more bytes of " + file + " (" + e.getMessage()
                + "); free some, or give another --dir", true, e);
        } catch (final IOException e) {
            throw StoreFaults.of("can't allocate " + length + " bytes of " + file, file, e);
        }
    }
}
