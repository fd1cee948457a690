package org.rankferry.engine.store.slab;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.rankferry.engine.store.StoreException;
import org.rankferry.engine.transport.Destination;
import org.rankferry.protocol.image.ExtentSet;

/**
 * A file of image bytes and its slabs. It is a stream of a set, or waits in the reserve to become one; the mappings
 * stay when it changes its name.
 *
 * <p>Slabs are mapped where bytes arrive, so a hole costs nothing. Used by the agent's thread; a set that is
 * committed in the background is not touched meanwhile.
 */
final class SlabFile {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final SlabPlace place;
    private final SlabPlan plan;
    private final boolean fromReserve;
    private final List<SlabMapping> slabs = new ArrayList<>();
    private FileChannel channel;
    private Path path;
    private int lastUsed;
    /** Below this offset the file may hold bytes of a stream that had its memory before. */
    private long usedBefore;

    SlabFile(final SlabPlace place, final SlabPlan plan, final Path path, final boolean fromReserve) {
        this.place = place;
        this.plan = plan;
        this.path = path;
        this.fromReserve = fromReserve;
        try {
            channel = FileChannel.open(path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
                StandardOpenOption.WRITE), OWNER_ONLY);
        } catch (final FileAlreadyExistsException e) {
            throw new StoreException(path + " exists already", false, e);
        } catch (final IOException e) {
            throw StoreFaults.of("can't create " + path, path.getParent(), e);
        }
    }

    Path path() {
        return path;
    }

    boolean fromReserve() {
        return fromReserve;
    }

    /** Bytes from the start that can be used with no page fault and no call of the kernel. */
    long preparedBytes() {
        long bytes = 0;
        for (final SlabMapping slab : slabs) {
            bytes += slab.touched();
            if (!slab.whole()) {
                break;
            }
        }
        return bytes;
    }

    /**
     * Fills a destination with the memory of a range, mapped and allocated. No allocation once the slabs are there.
     */
    void locate(final long position, final int length, final Destination destination) {
        destination.clear();
        int index = indexOf(position);
        long at = position;
        int left = length;
        while (left > 0) {
            final SlabMapping slab = at(index);
            final int offset = (int) (at - slab.start());
            final int piece = Math.min(left, slab.length() - offset);
            destination.add(slab.ready(path, channel, offset + piece), offset, piece);
            at += piece;
            left -= piece;
            lastUsed = index++;
        }
    }

    /** Writes with system calls; for files that are not mapped. */
    void write(final long position, final ByteBuffer bytes) {
        try {
            long at = position;
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
        } catch (final IOException e) {
            throw StoreFaults.of("can't write " + path, path, e);
        }
    }

    /** Reads bytes back, as many as the buffer has room for. */
    void read(final long position, final ByteBuffer bytes) {
        try {
            long at = position;
            while (bytes.hasRemaining()) {
                final int length = reopened().read(bytes, at);
                if (length < 0) {
                    throw new StoreException(path + " ends at " + at, false, null);
                }
                at += length;
            }
        } catch (final IOException e) {
            throw StoreFaults.of("can't read " + path, path, e);
        }
    }

    /** Gives the file its length, and zeros to what was never written of it. */
    void finish(final long length, final ExtentSet held) {
        if (usedBefore > 0) {
            held.forEachGap(length, this::zero);
        }
        try {
            if (channel.size() > length) {
                channel.truncate(length);
                slabs.forEach(slab -> slab.cut(Math.clamp(length - slab.start(), 0, slab.length())));
            } else if (channel.size() < length) {
                channel.write(ByteBuffer.allocate(1), length - 1);
            }
        } catch (final IOException e) {
            throw StoreFaults.of("can't set the length of " + path + " to " + length, path, e);
        }
    }

    /** Puts the file's content on the disk. */
    void sync() {
        final boolean released = !channel.isOpen();
        try {
            reopened().force(true);
            if (released) {
                channel.close();
            }
        } catch (final IOException e) {
            throw StoreFaults.of("can't sync " + path, path, e);
        }
    }

    /** Moves the file within its file system; mappings stay. */
    void moveTo(final Path target) {
        try {
            Files.move(path, target);
            path = target;
        } catch (final IOException e) {
            throw StoreFaults.of("can't move " + path + " to " + target, path, e);
        }
    }

    /** Forgets the stream it was, but not its memory: as many slabs as it takes for so many bytes. */
    void recycle(final long most) {
        try {
            while (!slabs.isEmpty() && slabs.getLast().start() >= most) {
                slabs.removeLast().close();
            }
            channel.truncate(slabs.isEmpty() ? 0 : slabs.getLast().end());
            // The last page is mapped to its end; bytes put there must be part of the file.
            final long size = channel.size();
            place.allocate(path, size, SlabPlan.roundUp(size) - size);
            usedBefore = channel.size();
            lastUsed = 0;
        } catch (final IOException e) {
            throw StoreFaults.of("can't recycle " + path, path, e);
        }
    }

    /**
     * Gets a part of the first bytes ready ahead of need.
     *
     * @param upTo bytes that shall be ready in the end.
     * @param step bytes to touch in this call.
     * @return true when there was something to do.
     */
    boolean prepare(final long upTo, final int step) {
        for (int i = 0; i == 0 || at(i - 1).end() < upTo; i++) {
            final SlabMapping slab = at(i);
            if (!slab.whole()) {
                slab.prepare(path, channel, step);
                return true;
            }
        }
        return false;
    }

    /** Lets go of mappings and file. The file stays, and can still be read and synced. Harmless when repeated. */
    void close() {
        slabs.forEach(SlabMapping::close);
        slabs.clear();
        try {
            channel.close();
        } catch (final IOException e) {
            throw StoreFaults.of("can't close " + path, path, e);
        }
    }

    /** After {@link #close}, for those that come back to a file. */
    private FileChannel reopened() throws IOException {
        if (!channel.isOpen()) {
            channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        }
        return channel;
    }

    private void zero(final long from, final long to) {
        final long end = Math.min(to, usedBefore);
        long at = from;
        while (at < end) {
            final SlabMapping slab = at(indexOf(at));
            final long piece = Math.min(end, slab.end()) - at;
            // Every slab of a recycled file is mapped below usedBefore; what is not touched was a hole all the time.
            if (slab.mapped()) {
                final long offset = at - slab.start();
                final long there = Math.clamp(slab.touched() - offset, 0, piece);
                slab.memory().asSlice(offset, there).fill((byte) 0);
            }
            at += piece;
        }
    }

    private int indexOf(final long position) {
        if (lastUsed < slabs.size() && slabs.get(lastUsed).holds(position)) {
            return lastUsed;
        }
        while (slabs.isEmpty() || slabs.getLast().end() <= position) {
            append();
        }
        int low = 0;
        int high = slabs.size() - 1;
        while (low < high) {
            final int middle = (low + high + 1) >>> 1;
            if (slabs.get(middle).start() <= position) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private SlabMapping at(final int index) {
        while (slabs.size() <= index) {
            append();
        }
        return slabs.get(index);
    }

    private void append() {
        final long start = slabs.isEmpty() ? 0 : slabs.getLast().end();
        slabs.add(new SlabMapping(place, start, plan.lengthAt(start)));
    }
}
