package org.rankferry.checkpointer.mount;

import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What programs do to names and attributes: each is checked as POSIX wants it, and becomes one record. Whether the
 * program may do it the kernel has checked already, by owner and mode.
 */
final class TreeChanges {
    private static final int EXCLUSIVE = 0x80;
    private static final int SET_GROUP_ID = 0x400;
    private static final long SECOND_NS = 1_000_000_000L;

    private final FileTree tree;
    private final TreeAnswers answers;
    private final RecentBytes recent;
    private final Consumer<LogRecord> log;
    private final LongSupplier clock;

    /**
     * Changes files.
     *
     * @param tree    where they are, changed by the records.
     * @param answers finds them.
     * @param recent  hears of bytes that are gone.
     * @param log     takes the records.
     * @param clock   nanoseconds since 1970.
     */
    TreeChanges(
        final FileTree tree, final TreeAnswers answers, final RecentBytes recent, final Consumer<LogRecord> log,
        final LongSupplier clock) {

        this.tree = tree;
        this.answers = answers;
        this.recent = recent;
        this.log = log;
        this.clock = clock;
    }

    /** Whether a request would change something, and not only look. */
    boolean isChange(final FuseRequest request) {
        return request.opcode() != FuseWire.OPEN || (request.int32(0) & FuseWire.ACCESS_MODE) != 0;
    }

    /** Does what is asked. */
    void serve(final FuseRequest request, final FuseReply reply) {
        switch (request.opcode()) {
            case FuseWire.OPEN -> open(request, reply);
            case FuseWire.CREATE -> create(request, reply);
            case FuseWire.MKNOD -> makeFile(request, reply);
            case FuseWire.MKDIR -> reply.entry(request.id(), known(make(
                request, Inode.DIRECTORY | (request.int32(0) & Inode.PERMISSION_MASK), request.text(8, 0), "")));
            case FuseWire.SYMLINK -> reply.entry(request.id(), known(make(
                request, Inode.SYMBOLIC_LINK | 0x1FF, request.text(0, 0), linkTarget(request.text(0, 1)))));
            case FuseWire.LINK -> link(request, reply);
            case FuseWire.UNLINK -> remove(request, reply, false);
            case FuseWire.RMDIR -> remove(request, reply, true);
            case FuseWire.RENAME -> rename(request, reply, 0, 8);
            case FuseWire.RENAME2 -> rename(request, reply, request.int32(8), 16);
            case FuseWire.SETATTR -> setAttributes(request, reply);
            default -> throw new FuseError(FuseWire.ENOSYS);
        }
    }

    private void open(final FuseRequest request, final FuseReply reply) {
        final Inode inode = answers.inode(request.node());
        if (inode.isDirectory()) {
            throw new FuseError(FuseWire.EISDIR);
        }
        opened(inode, request.int32(0));
        reply.opened(request.id(), request.int32(0) & FuseWire.ACCESS_MODE, FuseWire.DIRECT_IO);
    }

    private void create(final FuseRequest request, final FuseReply reply) {
        final int flags = request.int32(0);
        final String name = name(request.text(16, 0));
        Inode inode = answers.directory(request.node()).entries().get(name);
        if (inode == null) {
            inode = make(request, Inode.REGULAR | (request.int32(4) & Inode.PERMISSION_MASK), name, "");
        } else if ((flags & EXCLUSIVE) != 0 || !inode.isRegular()) {
            throw new FuseError(FuseWire.EEXIST);
        } else {
            opened(inode, flags);
        }
        reply.created(request.id(), known(inode), flags & FuseWire.ACCESS_MODE, FuseWire.DIRECT_IO);
    }

    private void opened(final Inode inode, final int flags) {
        if ((flags & FuseWire.TRUNCATE) != 0) {
            truncate(inode, 0);
        }
    }

    private void makeFile(final FuseRequest request, final FuseReply reply) {
        final int mode = request.int32(0);
        final int type = mode & Inode.TYPE_MASK;
        if (type != Inode.REGULAR && type != 0) {
            throw new FuseError(FuseWire.EPERM); // devices, pipes and sockets have no bytes to move
        }
        reply.entry(request.id(), known(
            make(request, Inode.REGULAR | (mode & Inode.PERMISSION_MASK), request.text(16, 0), "")));
    }

    private Inode make(final FuseRequest request, final int mode, final String rawName, final String target) {
        final Inode parent = living(answers.directory(request.node()));
        final String name = name(rawName);
        if (parent.entries().get(name) != null) {
            throw new FuseError(FuseWire.EEXIST);
        }
        int group = request.group();
        int withBits = mode;
        if ((parent.mode() & SET_GROUP_ID) != 0) {
            group = (int) (parent.owner() >>> Integer.SIZE);
            withBits |= (mode & Inode.TYPE_MASK) == Inode.DIRECTORY ? SET_GROUP_ID : 0;
        }
        final long number = tree.newNumber();
        log.accept(new LogRecord(
            LogRecord.Kind.CREATE, clock.getAsLong(), number, parent.number(), withBits,
            LogRecord.owner(request.user(), group), 0, name, target));
        return tree.get(number);
    }

    /** The kernel will know it by its number from now on. */
    private static Inode known(final Inode inode) {
        inode.lookedUp(1);
        return inode;
    }

    private void link(final FuseRequest request, final FuseReply reply) {
        final Inode inode = answers.inode(request.int64(0));
        final Inode parent = living(answers.directory(request.node()));
        final String name = name(request.text(8, 0));
        if (inode.isDirectory()) {
            throw new FuseError(FuseWire.EPERM);
        }
        if (parent.entries().get(name) != null) {
            throw new FuseError(FuseWire.EEXIST);
        }
        if (inode.links() == 0) {
            throw new FuseError(FuseWire.ENOENT);
        }
        log.accept(new LogRecord(
            LogRecord.Kind.LINK, clock.getAsLong(), inode.number(), parent.number(), 0, 0, 0, name, ""));
        reply.entry(request.id(), known(inode));
    }

    private void remove(final FuseRequest request, final FuseReply reply, final boolean directory) {
        final Inode parent = answers.directory(request.node());
        final String name = name(request.text(0, 0));
        final Inode inode = existing(parent, name);
        if (directory != inode.isDirectory()) {
            throw new FuseError(directory ? FuseWire.ENOTDIR : FuseWire.EISDIR);
        }
        if (directory && !inode.entries().isEmpty()) {
            throw new FuseError(FuseWire.ENOTEMPTY);
        }
        log.accept(new LogRecord(
            LogRecord.Kind.REMOVE, clock.getAsLong(), inode.number(), parent.number(), 0, 0, 0, name, ""));
        forgetBytes(inode);
        reply.ok(request.id());
    }

    private void rename(final FuseRequest request, final FuseReply reply, final int flags, final int namesAt) {
        final Inode from = answers.directory(request.node());
        final Inode to = living(answers.directory(request.int64(0)));
        final String oldName = name(request.text(namesAt, 0));
        final String newName = name(request.text(namesAt, 1));
        final Inode moved = existing(from, oldName);
        final Inode other = to.entries().get(newName);
        final boolean exchange = flags == FuseWire.RENAME_EXCHANGE;
        if (flags != 0 && flags != FuseWire.RENAME_NO_REPLACE && !exchange) {
            throw new FuseError(FuseWire.EINVAL);
        }
        if (flags == FuseWire.RENAME_NO_REPLACE && other != null) {
            throw new FuseError(FuseWire.EEXIST);
        }
        if (moved.isDirectory() && FileTree.isWithin(to, moved)) {
            throw new FuseError(FuseWire.EINVAL);
        }
        if (exchange) {
            checkExchange(from, other);
        } else if (other != null && other != moved) {
            checkReplace(moved, other);
        }
        if (other != moved) {
            log.accept(new LogRecord(
                LogRecord.Kind.RENAME, clock.getAsLong(), moved.number(), from.number(), to.number(),
                exchange ? 1 : 0, 0, oldName, newName));
            if (other != null) {
                forgetBytes(other);
            }
        }
        reply.ok(request.id());
    }

    private static void checkExchange(final Inode from, final Inode other) {
        if (other == null) {
            throw new FuseError(FuseWire.ENOENT);
        }
        if (other.isDirectory() && FileTree.isWithin(from, other)) {
            throw new FuseError(FuseWire.EINVAL);
        }
    }

    private static void checkReplace(final Inode moved, final Inode other) {
        if (moved.isDirectory() && !other.isDirectory()) {
            throw new FuseError(FuseWire.ENOTDIR);
        }
        if (!moved.isDirectory() && other.isDirectory()) {
            throw new FuseError(FuseWire.EISDIR);
        }
        if (other.isDirectory() && !other.entries().isEmpty()) {
            throw new FuseError(FuseWire.ENOTEMPTY);
        }
    }

    private void setAttributes(final FuseRequest request, final FuseReply reply) {
        final Inode inode = answers.inode(request.node());
        final int valid = request.int32(0);
        if ((valid & FuseWire.SET_SIZE) != 0) {
            if (!inode.isRegular()) {
                throw new FuseError(inode.isDirectory() ? FuseWire.EISDIR : FuseWire.EINVAL);
            }
            truncate(inode, request.int64(16));
        }
        final int others = FuseWire.SET_MODE | FuseWire.SET_USER | FuseWire.SET_GROUP | FuseWire.SET_READ_TIME
            | FuseWire.SET_MODIFIED_TIME;
        if ((valid & others) != 0) {
            change(request, inode, valid);
        }
        reply.attributes(request.id(), inode);
    }

    private void change(final FuseRequest request, final Inode inode, final int valid) {
        final long now = clock.getAsLong();
        final int mode = (valid & FuseWire.SET_MODE) != 0 ? request.int32(68) : inode.mode();
        final int user = (valid & FuseWire.SET_USER) != 0 ? request.int32(76) : (int) inode.owner();
        final int group =
            (valid & FuseWire.SET_GROUP) != 0 ? request.int32(80) : (int) (inode.owner() >>> Integer.SIZE);
        final long read = (valid & FuseWire.SET_READ_NOW) != 0 ? now
            : (valid & FuseWire.SET_READ_TIME) != 0 ? time(request, 32, 56) : inode.readTime();
        final long modified = (valid & FuseWire.SET_MODIFIED_NOW) != 0 ? now
            : (valid & FuseWire.SET_MODIFIED_TIME) != 0 ? time(request, 40, 60) : inode.modifiedTime();
        final long owner = LogRecord.owner(user, group);
        if (inode.links() == 0) {
            inode.attributes(mode, owner, modified, read, now);
            return;
        }
        log.accept(new LogRecord(
            LogRecord.Kind.ATTRIBUTES, now, inode.number(), mode & Inode.PERMISSION_MASK, owner, modified, read, "",
            ""));
    }

    private void truncate(final Inode inode, final long size) {
        if (size < 0) {
            throw new FuseError(FuseWire.EINVAL);
        }
        recent.truncated(inode.number(), size);
        final long now = clock.getAsLong();
        if (inode.links() == 0) {
            inode.truncate(size, now); // nobody can come to it by a name any more: not the target's business
            return;
        }
        log.accept(new LogRecord(LogRecord.Kind.TRUNCATE, now, inode.number(), size, 0, 0));
    }

    private void forgetBytes(final Inode inode) {
        if (tree.get(inode.number()) == null) {
            recent.gone(inode.number());
        }
    }

    private static long time(final FuseRequest request, final int seconds, final int nanos) {
        return request.int64(seconds) * SECOND_NS + request.int32(nanos);
    }

    private static Inode existing(final Inode parent, final String name) {
        final Inode inode = parent.entries().get(name);
        if (inode == null) {
            throw new FuseError(FuseWire.ENOENT);
        }
        return inode;
    }

    /** A directory that was not removed while somebody was in it. */
    private static Inode living(final Inode directory) {
        if (directory.links() == 0) {
            throw new FuseError(FuseWire.ENOENT);
        }
        return directory;
    }

    private static String name(final String name) {
        if (name.length() > LogRecord.MAX_NAME_BYTES) {
            throw new FuseError(FuseWire.ENAMETOOLONG);
        }
        return name;
    }

    private static String linkTarget(final String target) {
        if (target.length() > LogRecord.MAX_TEXT_BYTES) {
            throw new FuseError(FuseWire.ENAMETOOLONG);
        }
        return target;
    }
}
