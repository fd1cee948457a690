package org.rankferry.engine.store.slab;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

import org.rankferry.engine.store.Arrival;
import org.rankferry.engine.store.IncomingStream;
import org.rankferry.engine.store.StoreException;
import org.rankferry.engine.transport.Destination;
import org.rankferry.protocol.image.ExtentSet;

/** A stream that arrives in a file of slabs. */
final class SlabStream implements IncomingStream {
    /** A stream smaller than this is not worth a file of the reserve. */
    private static final long SMALL_BYTES = 64L << 10;

    private static final int READ_BACK_BYTES = 1 << 20;

    private final SlabStore store;
    private final int chunkBytes;
    private final SlabFile file;
    private final Path path;
    private final Arrival arrival;
    private final Destination pieces = new Destination();
    /** Where the bytes end so far; what the store's limit counts. */
    private long end;
    private boolean finished;
    private boolean counted = true;
    private boolean closed;

    private SlabStream(final SlabStore store, final int chunkBytes, final SlabFile file, final Arrival arrival) {
        this.chunkBytes = chunkBytes;
        this.store = store;
        this.file = file;
        this.path = file.path();
        this.arrival = arrival;
        store.countOpen(1);
    }

    static SlabStream open(final SlabStore store, final int chunkBytes, final Path path, final Arrival arrival,
        final long expectedBytes) {
        final boolean small = expectedBytes > 0 && expectedBytes < SMALL_BYTES;
        final SlabFile reserved = small ? null : store.reserve().take(expectedBytes);
        if (reserved != null) {
            reserved.moveTo(path);
            return new SlabStream(store, chunkBytes, reserved, arrival);
        }
        final SlabPlace place = store.place();
        final SlabPlan plan = new SlabPlan(expectedBytes, SlabPlan.MAX_KNOWN, chunkBytes);
        return new SlabStream(store, chunkBytes, new SlabFile(place, plan, path, false), arrival);
    }

    @Override
    public void map(final long position, final int length, final Destination destination) {
        if (length > chunkBytes) {
            throw new IllegalArgumentException(
                path + ": " + length + " bytes are more than a chunk of " + chunkBytes);
        }
        reach(position, length);
        locate(position, length, destination);
    }

    @Override
    public void write(final long position, final ByteBuffer bytes) {
        reach(position, bytes.remaining());
        if (store.place().kind().inMemory()) {
            copy(position, bytes);
        } else {
            file.write(position, bytes);
        }
    }

    @Override
    public void finish(final long length, final ExtentSet held) {
        checkArriving();
        if (length < 0 || (held.count() > 0 && held.end(held.count() - 1) > length)) {
            throw new IllegalArgumentException(path + ": length " + length + ", but bytes are held at " + held);
        }
        store.charge(length - end, path);
        end = length;
        file.finish(length, held);
        finished = true;
        if (store.manyOpen() && !file.fromReserve()) {
            file.close();
            uncount();
        }
    }

    @Override
    public int digest(final long length) {
        final ByteBuffer buffer = ByteBuffer.allocateDirect((int) Math.min(length, READ_BACK_BYTES));
        final CRC32C crc = new CRC32C();
        for (long at = 0; at < length; at += buffer.limit()) {
            buffer.clear().limit((int) Math.min(length - at, buffer.capacity()));
            file.read(at, buffer);
            crc.update(buffer.flip());
        }
        return (int) crc.getValue();
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public Arrival arrival() {
        return arrival;
    }

    boolean fromReserve() {
        return file.fromReserve();
    }

    long bytes() {
        return end;
    }

    /** Makes the bytes durable, where the store is. */
    void commit() {
        if (!finished) {
            throw new IllegalStateException("commit, but " + path + " is not finished");
        }
        if (store.place().kind().durable()) {
            file.sync();
        }
    }

    /** Lets go of the mappings; the file stays. */
    void close() {
        if (!closed) {
            closed = true;
            uncount();
            file.close();
            if (file.fromReserve()) {
                store.reserve().giveUpTaken();
            }
        }
    }

    /** Readers get the reason; memory of the reserve goes back to it. */
    void discard(final String reason) {
        // Before the memory can be filled again: a reader looks at the arrival after it has read.
        arrival.abort(reason);
        if (!closed) {
            closed = true;
            uncount();
            if (file.fromReserve()) {
                store.reserve().put(file);
            } else {
                file.close();
            }
        }
    }

    private void uncount() {
        if (counted) {
            counted = false;
            store.countOpen(-1);
        }
    }

    private void reach(final long position, final int length) {
        checkArriving();
        if (position < 0 || length < 0 || position > Long.MAX_VALUE - length) {
            throw new IllegalArgumentException(path + ": position " + position + ", length " + length);
        }
        if (position + length > end) {
            store.charge(position + length - end, path);
            end = position + length;
        }
    }

    private void checkArriving() {
        if (finished || closed) {
            throw new IllegalStateException(path + " takes no more bytes");
        }
    }

    private void copy(final long position, final ByteBuffer bytes) {
        final int start = bytes.position();
        while (bytes.hasRemaining()) {
            final int from = bytes.position();
            final int length = Math.min(bytes.remaining(), chunkBytes);
            locate(position + from - start, length, pieces);
            int done = 0;
            for (int i = 0; i < pieces.pieces(); i++) {
                pieces.slab(i).buffer().put(pieces.position(i), bytes, from + done, pieces.length(i));
                done += pieces.length(i);
            }
            bytes.position(from + length);
        }
    }

    private void locate(final long position, final int length, final Destination destination) {
        while (true) {
            try {
                file.locate(position, length, destination);
                return;
            } catch (final StoreException e) {
                // The reserve was counted as usable: its unused files make room.
                if (!e.noSpace() || !store.reserve().giveUpOne()) {
                    throw e;
                }
            }
        }
    }
}
