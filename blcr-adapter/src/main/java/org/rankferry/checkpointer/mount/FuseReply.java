package org.rankferry.checkpointer.mount;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.LongSupplier;

import org.rankferry.engine.nativeio.FuseDevice;

/** Answers to the kernel. */
final class FuseReply {
    private static final int ERROR_OFFSET = 4;
    private static final int ID_OFFSET = 8;
    private static final long SECOND_NS = 1_000_000_000L;

    private final FuseDevice device;
    private final ByteBuffer header = direct(FuseWire.REPLY_HEADER);
    private final ByteBuffer body = direct(FuseWire.MAX_WRITE);
    private final MemorySegment headerMemory = MemorySegment.ofBuffer(header);
    private final MemorySegment bodyMemory = MemorySegment.ofBuffer(body);
    private final LongSupplier valid;

    /**
     * Answers.
     *
     * @param device to write them to.
     * @param valid  how long the kernel may take what it is told of a file to be so, in nanoseconds.
     */
    FuseReply(final FuseDevice device, final LongSupplier valid) {
        this.device = device;
        this.valid = valid;
    }

    /** Where {@link #send} takes an answer from; as long as the longest one. */
    ByteBuffer body() {
        return body.clear();
    }

    void error(final long id, final int errno) {
        head(id, 0, -errno);
        write(headerMemory);
    }

    void ok(final long id) {
        error(id, 0);
    }

    /** The first bytes of {@link #body()}. */
    boolean send(final long id, final int length) {
        if (length == 0) {
            head(id, 0, 0);
            return write(headerMemory);
        }
        head(id, length, 0);
        return write(headerMemory, bodyMemory.asSlice(0, length));
    }

    /** What a name stands for. */
    boolean entry(final long id, final Inode inode) {
        putEntry(0, inode);
        return send(id, FuseWire.ENTRY);
    }

    /** As the answer to CREATE. */
    boolean created(final long id, final Inode inode, final long handle, final int flags) {
        putEntry(0, inode);
        putOpened(FuseWire.ENTRY, handle, flags);
        return send(id, FuseWire.ENTRY + FuseWire.OPENED);
    }

    void opened(final long id, final long handle, final int flags) {
        putOpened(0, handle, flags);
        send(id, FuseWire.OPENED);
    }

    void attributes(final long id, final Inode inode) {
        final long validNs = valid.getAsLong();
        body.putLong(0, validNs / SECOND_NS).putInt(8, (int) (validNs % SECOND_NS)).putInt(12, 0);
        putAttributes(16, inode);
        send(id, 16 + FuseWire.ATTRIBUTES);
    }

    /** How many bytes of a write were taken. */
    void written(final long id, final int bytes) {
        body.putInt(0, bytes).putInt(4, 0);
        send(id, 8);
    }

    /** Puts what a name stands for into the body. */
    void putEntry(final int at, final Inode inode) {
        final long validNs = valid.getAsLong();
        body.putLong(at, inode.number())
            .putLong(at + 8, 0)
            .putLong(at + 16, validNs / SECOND_NS)
            .putLong(at + 24, validNs / SECOND_NS)
            .putInt(at + 32, (int) (validNs % SECOND_NS))
            .putInt(at + 36, (int) (validNs % SECOND_NS));
        putAttributes(at + 40, inode);
    }

    /** As {@link #putEntry}, of a name that the kernel shall ask for when it wants to know. */
    void putNoEntry(final int at) {
        for (int offset = at; offset < at + FuseWire.ENTRY; offset += Long.BYTES) {
            body.putLong(offset, 0);
        }
    }

    private void putOpened(final int at, final long handle, final int flags) {
        body.putLong(at, handle).putInt(at + 8, flags).putInt(at + 12, 0);
    }

    private void putAttributes(final int at, final Inode inode) {
        body.putLong(at, inode.number())
            .putLong(at + 8, inode.size())
            .putLong(at + 16, inode.blocks())
            .putLong(at + 24, Math.floorDiv(inode.readTime(), SECOND_NS))
            .putLong(at + 32, Math.floorDiv(inode.modifiedTime(), SECOND_NS))
            .putLong(at + 40, Math.floorDiv(inode.changedTime(), SECOND_NS))
            .putInt(at + 48, (int) Math.floorMod(inode.readTime(), SECOND_NS))
            .putInt(at + 52, (int) Math.floorMod(inode.modifiedTime(), SECOND_NS))
            .putInt(at + 56, (int) Math.floorMod(inode.changedTime(), SECOND_NS))
            .putInt(at + 60, inode.mode())
            .putInt(at + 64, inode.links())
            .putInt(at + 68, (int) inode.owner())
            .putInt(at + 72, (int) (inode.owner() >>> Integer.SIZE))
            .putInt(at + 76, 0)
            .putInt(at + 80, FuseWire.MAX_WRITE)
            .putInt(at + 84, 0);
    }

    private void head(final long id, final int length, final int error) {
        header.putInt(0, FuseWire.REPLY_HEADER + length).putInt(ERROR_OFFSET, error).putLong(ID_OFFSET, id);
    }

    private boolean write(final MemorySegment... pieces) {
        try {
            return device.reply(pieces);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ByteBuffer direct(final int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
}
