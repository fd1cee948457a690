package org.rankferry.checkpointer.mount;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The files of a mount on the target, also while they arrive: what the log says, and the bytes it tells of. A program
 * that reads bytes which have not come yet waits for them, until a deadline; then it gets EIO.
 */
final class ReadingFiles implements FuseFiles {
    private static final long LEAVE_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long ARRIVING_VALID_NS = 0;
    private static final long WHOLE_VALID_NS = TimeUnit.HOURS.toNanos(1);
    private static final long ARRIVING_IDLE_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long WAITING_IDLE_NS = TimeUnit.MICROSECONDS.toNanos(200);
    private static final long WHOLE_IDLE_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int READ_OFFSET = 8;
    private static final int READ_SIZE = 16;

    private final FileTree tree = new FileTree();
    private final TreeAnswers answers = new TreeAnswers(tree);
    private final StreamTail data;
    private final StreamTail logStream;
    private final IncomingLog log;
    private final long patienceNs;
    private final MountWatch watch;
    private final List<WaitingRead> waiting = new ArrayList<>();
    private boolean whole;
    private String failedFor;
    private long failedNs;

    /** A read whose bytes have not all come. */
    private record WaitingRead(long id, long inode, long offset, int size, long untilNs) {
    }

    /**
     * Files that are read.
     *
     * @param data       stream of all files' bytes.
     * @param logStream  stream of records.
     * @param patienceNs how long a program waits for bytes at the most.
     * @param watch      hears when no more will come.
     */
    ReadingFiles(final StreamTail data, final StreamTail logStream, final long patienceNs, final MountWatch watch) {
        this.data = data;
        this.logStream = logStream;
        this.log = new IncomingLog(logStream, tree);
        this.patienceNs = patienceNs;
        this.watch = watch;
    }

    /** Why no more will come; null as long as all is well. */
    String failedFor() {
        return failedFor;
    }

    /** Takes in what has come. Returns whether the root directory is there. */
    boolean catchUp() {
        if (whole || failedFor != null) {
            return tree.root() != null;
        }
        try {
            data.poll();
            logStream.poll();
            boolean more = true;
            while (more) {
                more = log.apply();
            }
            whole = log.isWhole() && data.ended();
            if (logStream.abortedFor() != null || data.abortedFor() != null) {
                fail(logStream.abortedFor() != null ? logStream.abortedFor() : data.abortedFor());
            }
        } catch (final MountException e) {
            fail(e.getMessage());
        }
        return tree.root() != null;
    }

    /** Whether all there will ever be is there. */
    boolean isWhole() {
        return whole;
    }

    @Override
    public long validNs() {
        return whole ? WHOLE_VALID_NS : ARRIVING_VALID_NS;
    }

    @Override
    public ByteBuffer landing() {
        return null;
    }

    @Override
    public void write(final FuseRequest request, final int landed, final ByteBuffer rest, final FuseReply reply) {
        throw new FuseError(FuseWire.EROFS);
    }

    @Override
    public void serve(final FuseRequest request, final FuseReply reply) {
        switch (request.opcode()) {
            case FuseWire.LOOKUP, FuseWire.GETATTR, FuseWire.READDIR, FuseWire.READDIRPLUS, FuseWire.OPEN ->
                catchUp();
            default -> {
            }
        }
        if (answers.serve(request, reply)) {
            return;
        }
        switch (request.opcode()) {
            case FuseWire.OPEN -> open(request, reply);
            case FuseWire.READ -> {
                final WaitingRead read = new WaitingRead(
                    request.id(), request.node(), request.int64(READ_OFFSET), request.int32(READ_SIZE),
                    System.nanoTime() + patienceNs);
                catchUp();
                if (!answer(read, reply)) {
                    waiting.add(read);
                }
            }
            case FuseWire.STATFS -> TreeAnswers.room(request, reply, List.of());
            case FuseWire.RELEASE, FuseWire.FLUSH, FuseWire.FSYNC, FuseWire.FSYNCDIR -> reply.ok(request.id());
            case FuseWire.INTERRUPT -> interrupt(request.int64(0), reply);
            default -> throw new FuseError(isChange(request.opcode()) ? FuseWire.EROFS : FuseWire.ENOSYS);
        }
    }

    @Override
    public long idleNs() {
        return !waiting.isEmpty() ? WAITING_IDLE_NS : whole ? WHOLE_IDLE_NS : ARRIVING_IDLE_NS;
    }

    @Override
    public boolean isOver() {
        return failedFor != null && System.nanoTime() - failedNs >= LEAVE_NS;
    }

    @Override
    public void idle(final FuseReply reply) {
        catchUp();
        if (waiting.isEmpty()) {
            return;
        }
        final long now = System.nanoTime();
        for (final Iterator<WaitingRead> i = waiting.iterator(); i.hasNext();) {
            final WaitingRead read = i.next();
            try {
                if (answer(read, reply)) {
                    i.remove();
                } else if (now - read.untilNs() >= 0) {
                    i.remove();
                    watch.onBytesGone(read.inode(), read.offset(), data.available());
                    reply.error(read.id(), FuseWire.EIO);
                }
            } catch (final FuseError e) {
                i.remove();
                reply.error(read.id(), e.errno());
            }
        }
    }

    private void open(final FuseRequest request, final FuseReply reply) {
        final Inode inode = answers.inode(request.node());
        if (inode.isDirectory()) {
            throw new FuseError(FuseWire.EISDIR);
        }
        if ((request.int32(0) & FuseWire.ACCESS_MODE) != 0) {
            throw new FuseError(FuseWire.EROFS);
        }
        // What arrives may change what was read before; what is whole may stay in the page cache, and be mapped.
        reply.opened(request.id(), 0, whole ? FuseWire.KEEP_CACHE : FuseWire.DIRECT_IO);
    }

    /** Answers a read. Returns false when its bytes have yet to come. */
    private boolean answer(final WaitingRead read, final FuseReply reply) {
        final Inode inode = answers.inode(read.inode());
        if (!inode.isRegular()) {
            throw new FuseError(FuseWire.EISDIR);
        }
        final long offset = read.offset();
        final int length = (int) Math.max(0, Math.min(read.size(), inode.size() - offset));
        final ExtentMap content = inode.content();
        final ByteBuffer body = reply.body();
        long next = offset;
        try {
            for (int i = content.find(offset); i < content.count() && content.start(i) < offset + length; i++) {
                final long from = Math.max(content.start(i), offset);
                final long to = Math.min(content.start(i) + content.length(i), offset + length);
                final long at = content.data(i) + from - content.start(i);
                if (at + to - from > data.available()) {
                    if (failedFor != null || data.ended()) {
                        throw new FuseError(FuseWire.EIO);
                    }
                    return false;
                }
                Zeros.put(body, (int) (next - offset), (int) (from - next));
                data.read(body.slice((int) (from - offset), (int) (to - from)), at);
                next = to;
            }
        } catch (final IOException e) {
            throw new FuseError(FuseWire.EIO);
        }
        Zeros.put(body, (int) (next - offset), (int) (offset + length - next));
        reply.send(read.id(), length);
        return true;
    }

    private void interrupt(final long id, final FuseReply reply) {
        if (waiting.removeIf(read -> read.id() == id)) {
            reply.error(id, FuseWire.EINTR);
        }
    }

    private static boolean isChange(final int opcode) {
        return switch (opcode) {
            case FuseWire.CREATE, FuseWire.MKNOD, FuseWire.MKDIR, FuseWire.SYMLINK, FuseWire.LINK, FuseWire.UNLINK,
                FuseWire.RMDIR, FuseWire.RENAME, FuseWire.RENAME2, FuseWire.SETATTR -> true;
            default -> false;
        };
    }

    private void fail(final String why) {
        failedNs = System.nanoTime();
        failedFor = why;
        watch.onFailed(why);
    }
}
