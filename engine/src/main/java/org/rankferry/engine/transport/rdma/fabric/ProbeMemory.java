package org.rankferry.engine.transport.rdma.fabric;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;

import org.agrona.CloseHelper;
import org.rankferry.engine.transport.MemoryRegistrar;
import org.rankferry.engine.transport.PoolMemory;
import org.rankferry.engine.transport.Slab;
import org.rankferry.engine.transport.TransportException;

/**
 * A probe's memory: what it lends and what its READs land in. Together less than the 8 MiB that many hosts let a user
 * lock.
 *
 * <pre>
 *  scratch:   | pattern of this side |                        lent to the peer, a pool of one chunk
 *  landings:  | READs | READs | READs | READs |               each as large as the scratch; several READs share one
 * </pre>
 */
final class ProbeMemory implements PoolMemory, AutoCloseable {
    /** Bytes that each side lends. */
    static final int SCRATCH_BYTES = 1 << 20;

    static final int LANDINGS = 4;

    private static final int PAGE_BYTES = 4096;

    /** Who began: both patterns differ, so that nobody takes their own bytes for the peer's. */
    enum Side {
        /** Connects. */
        CALLER(3),
        /** Listens. */
        LISTENER(11);

        private final int salt;

        Side(final int salt) {
            this.salt = salt;
        }

        Side other() {
            return this == CALLER ? LISTENER : CALLER;
        }

        /** Depends on the side and on the offset, also across pages. */
        byte[] pattern() {
            final byte[] result = new byte[SCRATCH_BYTES];
            for (int i = 0; i < result.length; i++) {
                result[i] = (byte) (i * 31 + (i >>> 8) * salt + salt);
            }
            return result;
        }
    }

    private final Arena arena = Arena.ofShared();
    private final MemorySegment scratch;
    private final Slab landings;
    private final MemorySegment expected;

    /** Allocates, fills, and registers what READs land in. */
    ProbeMemory(final Side side, final MemoryRegistrar registrar) {
        scratch = arena.allocate(SCRATCH_BYTES, PAGE_BYTES);
        scratch.copyFrom(MemorySegment.ofArray(side.pattern()));
        expected = MemorySegment.ofArray(side.other().pattern());
        try {
            landings = new Slab(arena.allocate((long) LANDINGS * SCRATCH_BYTES, PAGE_BYTES), registrar);
        } catch (final RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    Slab landings() {
        return landings;
    }

    /** Forgets what has landed. */
    void clear() {
        landings.memory().fill((byte) 0);
    }

    /**
     * Compares what has landed with the peer's pattern.
     *
     * @param landing index.
     * @param length  bytes from its begin.
     * @throws TransportException when they differ, with the place.
     */
    void verify(final int landing, final int length) {
        final MemorySegment landed = landings.memory().asSlice((long) landing * SCRATCH_BYTES, length);
        final long wrong = landed.mismatch(expected.asSlice(0, length));
        if (wrong >= 0) {
            throw new TransportException(String.format(
                "a READ brought wrong bytes: 0x%02x for 0x%02x at offset %d of the pattern; the device, its driver or"
                    + " this host's memory is broken, see the kernel's log",
                landed.get(ValueLayout.JAVA_BYTE, wrong), expected.get(ValueLayout.JAVA_BYTE, wrong), wrong));
        }
    }

    @Override
    public int chunkBytes() {
        return SCRATCH_BYTES;
    }

    @Override
    public int chunks() {
        return 1;
    }

    @Override
    public MemorySegment memory() {
        return scratch;
    }

    @Override
    public ByteBuffer chunkBuffer(final int index) {
        return scratch.asByteBuffer();
    }

    @Override
    public Path path() {
        throw new UnsupportedOperationException("a scratch buffer is no file");
    }

    /** The scratch buffer's registration is gone already: the fabric's. */
    @Override
    public void close() {
        CloseHelper.quietClose(landings.registration());
    }

    /** Gives the memory back; nothing is registered any more. */
    void free() {
        arena.close();
    }
}
