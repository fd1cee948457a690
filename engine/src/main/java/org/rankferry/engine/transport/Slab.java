package org.rankferry.engine.transport;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * A mapped piece of target memory that READs land in, at most 1 GiB.
 *
 * <p>Owned by whoever mapped it (an image store or a staging pool). A transport that must register memory does so
 * through {@link MemoryRegistrar} when the slab is made, ahead of need, and finds its key in {@link #registration()}.
 */
public final class Slab {
    private final MemorySegment memory;
    private final ByteBuffer buffer;
    private final AutoCloseable registration;

    /**
     * Describes mapped memory.
     *
     * @param memory    that is mapped and stays so while the slab is used.
     * @param registrar of the transport in use.
     */
    public Slab(final MemorySegment memory, final MemoryRegistrar registrar) {
        this.memory = memory;
        this.buffer = memory.asByteBuffer();
        this.registration = registrar.register(memory);
    }

    /** The memory itself. */
    public MemorySegment memory() {
        return memory;
    }

    /** The memory as one direct buffer, made once; callers on the owning thread set its position and limit. */
    public ByteBuffer buffer() {
        return buffer;
    }

    /** Size in bytes. */
    public int length() {
        return buffer.capacity();
    }

    /** What the transport's registrar made of this memory, or null. To be closed before the memory is unmapped. */
    public AutoCloseable registration() {
        return registration;
    }
}
