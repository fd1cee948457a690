package org.rankferry.engine.store.slab;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

import org.rankferry.engine.nativeio.Libc;
import org.rankferry.engine.store.StoreException;
import org.rankferry.engine.transport.Slab;
import org.rankferry.engine.transport.TransportException;

/**
 * One slab of a file: space allocated, mapped, touched, registered, in this order.
 *
 * <pre>
 *   0            touched        allocated      length
 *   +---------------+---------------+-------------+
 *   | no page fault | no space fault| hole        |
 *   +---------------+---------------+-------------+
 * </pre>
 *
 * <p>Without a registrar space is allocated as far ahead of the bytes as there are some already, and pages are
 * touched a step ahead: the first chunk does not wait for the last page, and a short stream in a long slab costs
 * what it holds. A device pins what it registers, so with one the slab is whole before anybody sees it, and is
 * registered again when pages were taken from it.
 */
final class SlabMapping {
    /** Bytes touched ahead at the most: a fraction of a millisecond of page faults. */
    private static final int TOUCH_STEP = 1 << 20;

    private final SlabPlace place;
    private final long start;
    private final int length;
    private Arena arena;
    private MemorySegment memory;
    private Slab slab;
    private int allocated;
    private int touched;

    SlabMapping(final SlabPlace place, final long start, final int length) {
        this.place = place;
        this.start = start;
        this.length = length;
    }

    long start() {
        return start;
    }

    long end() {
        return start + length;
    }

    boolean holds(final long position) {
        return start <= position && position < end();
    }

    int length() {
        return length;
    }

    boolean mapped() {
        return memory != null;
    }

    MemorySegment memory() {
        return memory;
    }

    int touched() {
        return touched;
    }

    /** Whether the slab can be used to its end with no further work. */
    boolean whole() {
        return slab != null && touched == length;
    }

    /** The slab, ready for an access to its first {@code upTo} bytes. */
    Slab ready(final Path file, final FileChannel channel, final int upTo) {
        if (upTo > touched || slab == null) {
            makeReady(file, channel, upTo);
        }
        return slab;
    }

    /**
     * Does a part of the work that makes the slab whole.
     *
     * @param step bytes to touch at the most.
     */
    void prepare(final Path file, final FileChannel channel, final int step) {
        touch(file, channel, (int) Math.min(length, SlabPlan.roundUp((long) touched + step)));
        if (touched == length) {
            register();
        }
    }

    /** The file was cut at an offset in the slab: the pages behind are gone, and must not be accessed. */
    void cut(final int upTo) {
        final int kept = (int) SlabPlan.roundUp(upTo);
        if (memory != null && kept < allocated) {
            allocated = kept;
            touched = Math.min(touched, kept);
            if (slab != null && slab.registration() != null) {
                release();
            }
        }
    }

    void close() {
        release();
        if (arena != null) {
            arena.close();
            arena = null;
        }
        memory = null;
        allocated = 0;
        touched = 0;
    }

    private void makeReady(final Path file, final FileChannel channel, final int upTo) {
        final long ahead = SlabPlan.roundUp(Math.max(upTo, (long) touched + Math.min(touched, TOUCH_STEP)));
        touch(file, channel, place.registers() ? length : (int) Math.min(length, ahead));
        register();
    }

    private void touch(final Path file, final FileChannel channel, final int upTo) {
        if (allocated < upTo) {
            final int wanted = (int) Math.min(length, Math.max(upTo, 2L * allocated));
            place.allocate(file, start + allocated, wanted - allocated);
            allocated = wanted;
        }
        try {
            if (memory == null) {
                arena = Arena.ofShared();
                memory = channel.map(FileChannel.MapMode.READ_WRITE, start, length, arena);
            }
            if (upTo > touched) {
                Libc.populate(memory.asSlice(touched, upTo - touched));
                touched = upTo;
            }
        } catch (final IOException e) {
            throw new StoreException("can't map " + length + " bytes at " + start + " of " + file + ": "
                + e.getMessage(), false, e);
        }
    }

    private void register() {
        if (slab == null) {
            try {
                slab = new Slab(memory, place.registrar());
            } catch (final TransportException e) {
                throw new StoreException(e.getMessage(), false, e);
            }
        }
    }

    private void release() {
        final AutoCloseable registration = slab == null ? null : slab.registration();
        slab = null;
        if (registration != null) {
            try {
                registration.close();
            } catch (final Exception e) {
                throw new StoreException("can't deregister " + length + " bytes of image memory: " + e.getMessage(),
                    false, e);
            }
        }
    }
}
