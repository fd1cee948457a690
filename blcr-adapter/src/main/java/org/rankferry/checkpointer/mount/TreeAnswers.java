package org.rankferry.checkpointer.mount;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileStore;
import java.util.List;

/** Answers what both ends of a mount are asked about files without touching their bytes. */
final class TreeAnswers {
    private static final int READ_OFFSET = 8;
    private static final int READ_SIZE = 16;
    private static final int DOT = 1;
    private static final int DOT_DOT = 2;
    private static final int TYPE_SHIFT = 12;

    private final FileTree tree;

    TreeAnswers(final FileTree tree) {
        this.tree = tree;
    }

    /**
     * Answers, if it can.
     *
     * @return whether it did.
     */
    boolean serve(final FuseRequest request, final FuseReply reply) {
        switch (request.opcode()) {
            case FuseWire.LOOKUP -> lookup(request, reply);
            case FuseWire.FORGET -> tree.forget(request.node(), request.int64(0));
            case FuseWire.BATCH_FORGET -> forgetMany(request);
            case FuseWire.GETATTR -> reply.attributes(request.id(), inode(request.node()));
            case FuseWire.READLINK -> readLink(request, reply);
            case FuseWire.OPENDIR -> reply.opened(request.id(), 0, 0);
            case FuseWire.RELEASEDIR -> reply.ok(request.id());
            case FuseWire.READDIR -> list(request, reply, false);
            case FuseWire.READDIRPLUS -> list(request, reply, true);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** A file that is there. */
    Inode inode(final long number) {
        final Inode inode = tree.get(number);
        if (inode == null) {
            throw new FuseError(FuseWire.ESTALE);
        }
        return inode;
    }

    Inode directory(final long number) {
        final Inode inode = inode(number);
        if (!inode.isDirectory()) {
            throw new FuseError(FuseWire.ENOTDIR);
        }
        return inode;
    }

    /** What room there is, as the file system of a directory tells it; all zeros when that is not known. */
    static void room(final FuseRequest request, final FuseReply reply, final List<FileStore> stores) {
        final int frsizeOffset = 48;
        final int statfsBytes = 80;
        final ByteBuffer body = reply.body();
        for (int offset = 0; offset < statfsBytes; offset += Long.BYTES) {
            body.putLong(offset, 0);
        }
        for (final FileStore store : stores) {
            try {
                body.putLong(0, store.getTotalSpace() / FuseWire.PAGE_BYTES)
                    .putLong(8, store.getUnallocatedSpace() / FuseWire.PAGE_BYTES)
                    .putLong(16, store.getUsableSpace() / FuseWire.PAGE_BYTES);
            } catch (final IOException e) {
                throw new FuseError(FuseWire.EIO);
            }
        }
        body.putInt(40, FuseWire.PAGE_BYTES).putInt(44, LogRecord.MAX_NAME_BYTES)
            .putInt(frsizeOffset, FuseWire.PAGE_BYTES);
        reply.send(request.id(), statfsBytes);
    }

    private void lookup(final FuseRequest request, final FuseReply reply) {
        final String name = request.text(0, 0);
        if (name.length() > LogRecord.MAX_NAME_BYTES) {
            throw new FuseError(FuseWire.ENAMETOOLONG);
        }
        final Inode inode = directory(request.node()).entries().get(name);
        if (inode == null) {
            throw new FuseError(FuseWire.ENOENT);
        }
        if (reply.entry(request.id(), inode)) {
            inode.lookedUp(1);
        }
    }

    private void forgetMany(final FuseRequest request) {
        final int itemBytes = 16;
        final int firstItem = 8;
        for (int i = 0; i < request.int32(0); i++) {
            tree.forget(request.int64(firstItem + i * itemBytes), request.int64(firstItem + i * itemBytes + 8));
        }
    }

    private void readLink(final FuseRequest request, final FuseReply reply) {
        final Inode inode = inode(request.node());
        if (!inode.isSymbolicLink()) {
            throw new FuseError(FuseWire.EINVAL);
        }
        final byte[] target = inode.target().getBytes(LogRecord.BYTES);
        reply.body().put(0, target);
        reply.send(request.id(), target.length);
    }

    private void list(final FuseRequest request, final FuseReply reply, final boolean withAttributes) {
        final Inode directory = directory(request.node());
        final long after = request.int64(READ_OFFSET);
        final int room = Math.min(request.int32(READ_SIZE), reply.body().capacity());
        int used = 0;
        if (after < DOT) {
            used = entry(reply, used, room, new Directory.Entry(".", directory, DOT), withAttributes, false);
        }
        if (after < DOT_DOT && used >= 0) {
            final int next =
                entry(reply, used, room, new Directory.Entry("..", directory.parent(), DOT_DOT), withAttributes, false);
            used = Math.max(used, next);
        }
        for (final Directory.Entry entry : directory.entries().after(Math.max(after, DOT_DOT))) {
            final int next = entry(reply, used, room, entry, withAttributes, true);
            if (next < 0) {
                break;
            }
            used = next;
        }
        reply.send(request.id(), used);
    }

    /** Puts an entry behind those that are there. Returns where the next one goes; -1 when there is no room for it. */
    private static int entry(
        final FuseReply reply, final int at, final int room, final Directory.Entry entry,
        final boolean withAttributes, final boolean known) {

        final byte[] name = entry.name().getBytes(LogRecord.BYTES);
        final int before = withAttributes ? FuseWire.ENTRY : 0;
        final int length = before + ((FuseWire.DIRECTORY_ENTRY + name.length + 7) & -8);
        if (at + length > room) {
            return -1;
        }
        final Inode inode = entry.inode();
        if (withAttributes && known) {
            reply.putEntry(at, inode);
            inode.lookedUp(1);
        } else if (withAttributes) {
            reply.putNoEntry(at);
        }
        final ByteBuffer body = reply.body();
        final int dirent = at + before;
        body.putLong(dirent, inode.number())
            .putLong(dirent + 8, entry.cookie())
            .putInt(dirent + 16, name.length)
            .putInt(dirent + 20, (inode.mode() & Inode.TYPE_MASK) >>> TYPE_SHIFT);
        body.put(dirent + FuseWire.DIRECTORY_ENTRY, name);
        for (int i = dirent + FuseWire.DIRECTORY_ENTRY + name.length; i < at + length; i++) {
            body.put(i, (byte) 0);
        }
        return at + length;
    }
}
