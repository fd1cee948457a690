package org.rankferry.engine.store;

import org.rankferry.engine.transport.Destination;
import org.rankferry.engine.transport.MemoryRegistrar;

/** How a chunk gets into its stream. Used by the target agent's thread; allocates nothing per chunk. */
public interface Placement extends AutoCloseable {
    /** What {@code --placement} names it by. */
    String name();

    /** Times a CPU copies each payload byte after the READ. */
    int copies();

    /**
     * Says where a READ shall land.
     *
     * @param slot        of the READ, free at the moment.
     * @param stream      the chunk belongs to.
     * @param position    of the chunk in the stream, in bytes.
     * @param length      in bytes.
     * @param destination that is cleared and filled.
     * @throws StoreException {@link StoreException#noSpace()} when the store is full.
     */
    void prepare(int slot, IncomingStream stream, long position, int length, Destination destination);

    /**
     * The bytes have landed and their checksum is right; afterwards they are the stream's.
     *
     * @param slot     as in {@link #prepare}; free again after this call.
     * @param stream   as in prepare.
     * @param position as in prepare.
     * @param length   as in prepare.
     * @throws StoreException {@link StoreException#noSpace()} when the store is full.
     */
    void complete(int slot, IncomingStream stream, long position, int length);

    /** Gives memory back. No READ may be in flight. */
    @Override
    void close();

    /** READs land in the memory of the image itself. */
    static Placement direct() {
        return new DirectPlacement();
    }

    /**
     * READs land in a pool of their own, and are written to the image from there.
     *
     * @param readDepth  READs in flight at the most.
     * @param chunkBytes the largest chunk.
     * @param registrar  of the transport in use.
     */
    static Placement staged(final int readDepth, final int chunkBytes, final MemoryRegistrar registrar) {
        return new StagedPlacement(readDepth, chunkBytes, registrar);
    }
}
