package org.rankferry.engine.store;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;

import org.rankferry.engine.transport.Destination;
import org.rankferry.engine.transport.MemoryRegistrar;
import org.rankferry.engine.transport.Slab;

/** One slab per slot; a chunk rests there until its checksum is known. */
final class StagedPlacement implements Placement {
    private static final int PAGE_BYTES = 4096;

    private final Arena arena = Arena.ofShared();
    private final Slab[] slabs;

    StagedPlacement(final int readDepth, final int chunkBytes, final MemoryRegistrar registrar) {
        slabs = new Slab[readDepth];
        try {
            for (int slot = 0; slot < readDepth; slot++) {
                // The arena gives zeroed, that is touched memory.
                slabs[slot] = new Slab(arena.allocate(chunkBytes, PAGE_BYTES), registrar);
            }
        } catch (final RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public String name() {
        return "staged";
    }

    @Override
    public int copies() {
        return 1;
    }

    @Override
    public void prepare(final int slot, final IncomingStream stream, final long position, final int length,
        final Destination destination) {
        destination.clear().add(slabs[slot], 0, length);
    }

    @Override
    public void complete(final int slot, final IncomingStream stream, final long position, final int length) {
        final ByteBuffer bytes = slabs[slot].buffer();
        stream.write(position, bytes.limit(length).position(0));
        bytes.clear();
    }

    @Override
    public void close() {
        try {
            for (final Slab slab : slabs) {
                if (slab != null && slab.registration() != null) {
                    slab.registration().close();
                }
            }
        } catch (final Exception e) {
            throw new StoreException("can't deregister the staging pool: " + e.getMessage(), false, e);
        } finally {
            arena.close();
        }
    }
}
