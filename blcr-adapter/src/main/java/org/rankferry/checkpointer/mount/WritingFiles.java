package org.rankferry.checkpointer.mount;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.rank.ImageVoidException;
import org.rankferry.engine.rank.RankWriter;

/**
 * The files of a mount on the source: what programs do becomes data and records that leave for the target.
 *
 * <p>Once the way to the target has failed nothing can be written any more, whatever it is: those who try get EIO, or
 * ENOSPC when that was why. What has not left by itself leaves when the log is {@value #FLUSH_MS} ms old, and soon
 * after a file was closed.
 */
final class WritingFiles implements FuseFiles {
    private static final long FLUSH_MS = 100;
    private static final long FLUSH_NS = TimeUnit.MILLISECONDS.toNanos(FLUSH_MS);
    private static final long CLOSE_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long SYNC_POLL_NS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final long LEAVE_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long VALID_NS = TimeUnit.SECONDS.toNanos(60);
    /** Writes up to this size are always kept for reading back: to copy them costs little beside asking for them. */
    private static final int SMALL_WRITE = 128 << 10;
    /** Writes from this size on shall land in a chunk as a whole. */
    private static final int LARGE_WRITE = 64 << 10;
    private static final int WRITE_HANDLE = 0;
    private static final int WRITE_OFFSET = 8;
    private static final int WRITE_SIZE = 16;

    private final RankWriter rank;
    private final OutgoingStreams streams;
    private final FileTree tree;
    private final TreeAnswers answers;
    private final TreeChanges changes;
    private final RecentBytes recent;
    private final SyncQueue syncs;
    private final LongSupplier clock;
    private final long signOfLifeNs;
    private final MountWatch watch;
    private long dirtySinceNs;
    private long flushedNs;
    private long signNs;
    private long polledNs;
    private boolean closedSome;
    private int lastWrite;
    private String failedFor;
    private long failedNs;

    /**
     * The files of a mount, none at first.
     *
     * @param rank       attached, its image begun.
     * @param terms      what is wanted of it.
     * @param watch      hears what becomes of it.
     * @param rootOwner  of the root directory.
     * @param clock      nanoseconds since 1970.
     */
    WritingFiles(
        final RankWriter rank, final MountTerms terms, final MountWatch watch, final long rootOwner,
        final LongSupplier clock) {

        this.rank = rank;
        this.watch = watch;
        this.clock = clock;
        this.streams = new OutgoingStreams(rank::open);
        this.tree = new FileTree();
        this.answers = new TreeAnswers(tree);
        this.recent = new RecentBytes(terms.readBackBytes());
        this.changes = new TreeChanges(tree, answers, recent, this::record, clock);
        this.syncs = new SyncQueue(rank, terms.syncNs());
        this.signOfLifeNs = terms.signOfLifeNs();
        this.signNs = System.nanoTime();
        record(LogRecord.begin(clock.getAsLong(), terms.rootMode(), rootOwner));
    }

    /** Why nothing can be written any more; null as long as all is well. */
    String failedFor() {
        return failedFor;
    }

    /** All files are closed: ends the streams. */
    void end() {
        streams.end();
    }

    @Override
    public long validNs() {
        return VALID_NS;
    }

    @Override
    public ByteBuffer landing() {
        if (failedFor != null) {
            return null;
        }
        try {
            ByteBuffer room = streams.landing();
            if (room != null && lastWrite >= LARGE_WRITE && room.position() > 0 && room.remaining() < lastWrite) {
                streams.freshLanding();
                room = streams.landing();
            }
            return room;
        } catch (final TransferException | ImageVoidException e) {
            fail(e);
            return null;
        }
    }

    @Override
    public void write(final FuseRequest request, final int landed, final ByteBuffer rest, final FuseReply reply) {
        checkAlive();
        final Inode inode = answers.inode(request.node());
        final long offset = request.int64(WRITE_OFFSET);
        final int bytes = request.int32(WRITE_SIZE);
        if (!inode.isRegular() || offset < 0) {
            throw new FuseError(FuseWire.EINVAL);
        }
        if (offset > Long.MAX_VALUE - bytes) {
            throw new FuseError(FuseWire.EFBIG);
        }
        lastWrite = bytes;
        final long now = clock.getAsLong();
        try {
            final ByteBuffer landing = landed == 0 ? null : streams.landing();
            keep(inode, offset, bytes, request.int64(WRITE_HANDLE) == FuseWire.READ_WRITE, landed, landing, rest);
            if (inode.links() > 0 && bytes > 0) {
                final long position = streams.position();
                streams.data(landed, rest);
                streams.records().extent(now, inode.number(), offset, position, bytes);
                dirty();
            }
        } catch (final TransferException | ImageVoidException e) {
            fail(e);
            throw new FuseError(FuseWire.EIO);
        }
        inode.written(offset, bytes, offset, now);
        reply.written(request.id(), bytes);
    }

    @Override
    public void serve(final FuseRequest request, final FuseReply reply) {
        if (answers.serve(request, reply)) {
            return;
        }
        switch (request.opcode()) {
            case FuseWire.READ -> read(request, reply);
            case FuseWire.STATFS -> TreeAnswers.room(request, reply, List.of());
            case FuseWire.RELEASE -> reply.ok(request.id());
            case FuseWire.FLUSH -> {
                checkAlive();
                closedSome = true;
                reply.ok(request.id());
            }
            case FuseWire.FSYNC, FuseWire.FSYNCDIR -> {
                checkAlive();
                flush();
                checkAlive();
                syncs.add(request.id(), System.nanoTime());
            }
            case FuseWire.INTERRUPT -> {
                if (syncs.interrupt(request.int64(0))) {
                    reply.error(request.int64(0), FuseWire.EINTR);
                }
            }
            default -> {
                if (changes.isChange(request)) {
                    checkAlive();
                }
                changes.serve(request, reply);
            }
        }
    }

    @Override
    public long idleNs() {
        if (syncs.isWaiting()) {
            return SYNC_POLL_NS;
        }
        return closedSome ? CLOSE_NS : FLUSH_NS / 2;
    }

    /** Programs that fail have had time to close what they have open. */
    @Override
    public boolean isOver() {
        return failedFor != null && System.nanoTime() - failedNs >= LEAVE_NS;
    }

    @Override
    public void idle(final FuseReply reply) {
        final long now = System.nanoTime();
        if (failedFor == null) {
            try {
                final boolean due = now - dirtySinceNs >= FLUSH_NS || (closedSome && now - flushedNs >= CLOSE_NS);
                if (due && !streams.records().isEmpty()) {
                    flush();
                }
                if (failedFor == null) {
                    syncs.poll(now, reply::ok, id -> reply.error(id, FuseWire.EIO));
                    if (now - polledNs >= POLL_NS) {
                        polledNs = now;
                        rank.poll();
                    }
                    if (now - signNs >= signOfLifeNs) {
                        signNs = now;
                        syncs.ask();
                    }
                }
            } catch (final TransferException | ImageVoidException e) {
                fail(e);
            }
        }
        if (failedFor != null) {
            syncs.failAll(id -> reply.error(id, FuseWire.EIO));
        }
    }

    private void keep(
        final Inode inode, final long offset, final int bytes, final boolean readable, final int landed,
        final ByteBuffer landing, final ByteBuffer rest) {

        if (!recent.keeps(bytes) || !(readable || bytes <= SMALL_WRITE || inode.links() == 0)) {
            recent.replaced(inode.number(), offset, bytes);
            return;
        }
        if (landed > 0) {
            recent.put(inode.number(), offset, landing.slice(landing.position(), landed));
        }
        if (rest.hasRemaining()) {
            recent.put(inode.number(), offset + landed, rest);
        }
    }

    private void read(final FuseRequest request, final FuseReply reply) {
        final Inode inode = answers.inode(request.node());
        if (!inode.isRegular()) {
            throw new FuseError(FuseWire.EISDIR);
        }
        final long offset = request.int64(WRITE_OFFSET);
        final int length = (int) Math.max(0, Math.min(request.int32(WRITE_SIZE), inode.size() - offset));
        final ByteBuffer body = reply.body();
        final ExtentMap content = inode.content();
        long next = offset;
        for (int i = content.find(offset); i < content.count() && content.start(i) < offset + length; i++) {
            final long from = Math.max(content.start(i), offset);
            final long to = Math.min(content.start(i) + content.length(i), offset + length);
            Zeros.put(body, (int) (next - offset), (int) (from - next));
            if (!recent.read(inode.number(), from, (int) (to - from), body, (int) (from - offset))) {
                watch.onBytesGone(inode.number(), from, recent.capacity());
                throw new FuseError(FuseWire.EIO);
            }
            next = to;
        }
        Zeros.put(body, (int) (next - offset), (int) (offset + length - next));
        reply.send(request.id(), length);
    }

    private void record(final LogRecord record) {
        checkAlive();
        tree.apply(record);
        try {
            streams.records().record(record);
            dirty();
        } catch (final TransferException | ImageVoidException e) {
            fail(e);
            throw new FuseError(FuseWire.EIO);
        }
    }

    private void dirty() {
        if (dirtySinceNs == 0) {
            dirtySinceNs = System.nanoTime();
        }
    }

    private void flush() {
        try {
            streams.flush();
            flushedNs = System.nanoTime();
            dirtySinceNs = 0;
            closedSome = false;
        } catch (final TransferException | ImageVoidException e) {
            fail(e);
        }
    }

    private void checkAlive() {
        if (failedFor != null) {
            throw new FuseError(FuseWire.EIO);
        }
    }

    private void fail(final RuntimeException cause) {
        if (failedFor == null) {
            failedNs = System.nanoTime();
            failedFor = cause instanceof ImageVoidException again && again.again()
                ? "the target was lost and another one wants all files again from their start; they have left already,"
                + " so the programs have to write them anew into a new mount"
                : cause.getMessage();
            watch.onFailed(failedFor);
        }
    }
}
