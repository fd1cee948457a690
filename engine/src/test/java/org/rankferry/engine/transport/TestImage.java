package org.rankferry.engine.transport;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

import org.agrona.CloseHelper;

/** Target memory in slabs, with READs placed one behind the other and across slab borders. */
public final class TestImage implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final int slabBytes;
    private final Slab[] slabs;
    private final Destination destination = new Destination();

    /** Makes touched slabs that need no registration. */
    public TestImage(final int slabBytes, final int slabs) {
        this(slabBytes, slabs, MemoryRegistrar.NONE);
    }

    /** Makes touched slabs. */
    public TestImage(final int slabBytes, final int slabs, final MemoryRegistrar registrar) {
        this.slabBytes = slabBytes;
        this.slabs = new Slab[slabs];
        for (int i = 0; i < slabs; i++) {
            final MemorySegment memory = arena.allocate(slabBytes, 4096);
            memory.fill((byte) 0x55);
            this.slabs[i] = new Slab(memory, registrar);
        }
    }

    /** Where bytes of the image are; one piece or two. */
    public Destination map(final long position, final int length) {
        destination.clear();
        final int slab = (int) (position / slabBytes);
        final int at = (int) (position % slabBytes);
        final int first = Math.min(length, slabBytes - at);
        destination.add(slabs[slab], at, first);
        if (first < length) {
            destination.add(slabs[slab + 1], 0, length - first);
        }
        return destination;
    }

    /** First place where a READ's bytes are not those of a chunk, or -1. */
    public int mismatch(final long position, final int chunk, final int length) {
        for (int i = 0; i < length; i++) {
            if (byteAt(position + i) != TestPool.byteAt(chunk, i)) {
                return i;
            }
        }
        return -1;
    }

    /** A byte of the image. */
    public byte byteAt(final long position) {
        return slabs[(int) (position / slabBytes)].memory().get(ValueLayout.JAVA_BYTE, position % slabBytes);
    }

    @Override
    public void close() {
        for (final Slab slab : slabs) {
            CloseHelper.close(slab.registration());
        }
        arena.close();
    }
}
