package org.rankferry.checkpointer.mount;

import org.agrona.collections.Long2ObjectHashMap;

/**
 * The files of a mount: what the records of its log make, one after the other. Both ends have one. On the source a
 * record is applied when a program has done what it says, on the target when it has come; so each state there is one
 * that was.
 *
 * <p>A record is applied whole or, when it can't be true of these files, not at all. One thread.
 */
final class FileTree {
    static final long ROOT = 1;

    private final Long2ObjectHashMap<Inode> inodes = new Long2ObjectHashMap<>();
    private boolean begun;
    private long lastInode = ROOT;

    /** The root; null before the first record. */
    Inode root() {
        return inodes.get(ROOT);
    }

    /** A file that has a name, or that the kernel still knows; null when there is none of this number. */
    Inode get(final long number) {
        return inodes.get(number);
    }

    /** A number that no file has had. */
    long newNumber() {
        return lastInode + 1;
    }

    /** Files, directories and links, the root included. */
    int count() {
        return inodes.size();
    }

    /** The kernel knows a file no longer, or not so often. */
    void forget(final long number, final long lookups) {
        final Inode inode = inodes.get(number);
        if (inode != null) {
            inode.lookedUp(-lookups);
            dropWhenGone(inode);
        }
    }

    /**
     * Does what a record says.
     *
     * @throws MountException when it says what can't be.
     */
    void apply(final LogRecord record) {
        if (!begun) {
            begin(record);
            return;
        }
        switch (record.kind()) {
            case BEGIN -> throw impossible(record, "which begins a log, in its middle");
            case CREATE -> create(record);
            case LINK -> link(record);
            case REMOVE -> remove(record);
            case RENAME -> rename(record);
            case ATTRIBUTES -> inode(record, record.inode()).attributes(
                (int) record.a(), record.b(), record.c(), record.d(), record.time());
            case TRUNCATE -> {
                check(record, record.a() >= 0, "with a negative length");
                file(record).truncate(record.a(), record.time());
            }
            case EXTENT -> {
                check(record, record.a() >= 0 && record.b() >= 0 && record.c() > 0
                    && record.a() <= Long.MAX_VALUE - record.c() && record.b() <= Long.MAX_VALUE - record.c(),
                    "with an extent that can't be");
                file(record).written(record.a(), record.c(), record.b(), record.time());
            }
            default -> throw impossible(record, "of a kind that nobody knows");
        }
    }

    private void begin(final LogRecord record) {
        if (record.kind() != LogRecord.Kind.BEGIN || record.a() != LogRecord.MAGIC) {
            throw new MountException("the image is not that of a mount: its log does not begin as one", null);
        }
        if (record.inode() != LogRecord.VERSION) {
            throw new MountException("the log of the mount has version " + record.inode() + ", this Rankferry reads "
                + LogRecord.VERSION + "; use the same release on both nodes", null);
        }
        final Inode root = new Inode(
            ROOT, Inode.DIRECTORY | ((int) record.b() & Inode.PERMISSION_MASK), record.c(), record.time(), "");
        root.movedTo(root);
        inodes.put(ROOT, root);
        begun = true;
    }

    private void create(final LogRecord record) {
        final Inode parent = directory(record, record.a());
        check(record, record.inode() > lastInode, "with the number of another file");
        checkFree(record, parent, record.name());
        final Inode inode =
            new Inode(record.inode(), (int) record.b(), record.c(), record.time(), record.text());
        check(record, inode.isDirectory() || inode.isRegular() || inode.isSymbolicLink(), "of an unknown type");
        lastInode = record.inode();
        inodes.put(inode.number(), inode);
        add(parent, record.name(), inode, record.time());
    }

    private void link(final LogRecord record) {
        final Inode parent = directory(record, record.a());
        final Inode inode = inode(record, record.inode());
        check(record, !inode.isDirectory(), "of a directory");
        checkFree(record, parent, record.name());
        add(parent, record.name(), inode, record.time());
    }

    private void remove(final LogRecord record) {
        final Inode parent = directory(record, record.a());
        final Inode inode = named(record, parent, record.name());
        check(record, inode.number() == record.inode(), "by a name that another file has");
        check(record, !inode.isDirectory() || inode.entries().isEmpty(), "though it is not empty");
        take(parent, record.name(), inode, record.time());
        gone(inode, record.time());
    }

    private void rename(final LogRecord record) {
        final Inode from = directory(record, record.a());
        final Inode to = directory(record, record.b());
        final Inode moved = named(record, from, record.name());
        check(record, moved.number() == record.inode(), "by a name that another file has");
        checkName(record, record.text());
        final Inode other = to.entries().get(record.text());
        check(record, !moved.isDirectory() || !isWithin(to, moved), "into itself");
        if (record.c() == 1) {
            check(record, other != null, "for one that is not there");
            check(record, !other.isDirectory() || !isWithin(from, other), "for one that it is in");
            take(from, record.name(), moved, record.time());
            take(to, record.text(), other, record.time());
            add(to, record.text(), moved, record.time());
            add(from, record.name(), other, record.time());
            return;
        }
        if (other == moved) {
            return;
        }
        if (other != null) {
            check(record, other.isDirectory() == moved.isDirectory(), "onto one of another type");
            check(record, !other.isDirectory() || other.entries().isEmpty(), "onto one that is not empty");
            take(to, record.text(), other, record.time());
            gone(other, record.time());
        }
        take(from, record.name(), moved, record.time());
        add(to, record.text(), moved, record.time());
    }

    /** Whether a directory is another one, or beneath it. */
    static boolean isWithin(final Inode directory, final Inode above) {
        Inode at = directory;
        while (at != above) {
            if (at.number() == ROOT) {
                return false;
            }
            at = at.parent();
        }
        return true;
    }

    private static void add(final Inode parent, final String name, final Inode inode, final long time) {
        parent.entries().put(name, inode);
        parent.touched(time);
        if (inode.isDirectory()) {
            inode.movedTo(parent);
            parent.linked(1, time);
            inode.linked(0, time);
        } else {
            inode.linked(1, time);
        }
    }

    private static void take(final Inode parent, final String name, final Inode inode, final long time) {
        parent.entries().remove(name);
        parent.touched(time);
        if (inode.isDirectory()) {
            parent.linked(-1, time);
        } else {
            inode.linked(-1, time);
        }
    }

    private void gone(final Inode inode, final long time) {
        if (inode.isDirectory()) {
            inode.linked(-2, time);
        }
        dropWhenGone(inode);
    }

    private void dropWhenGone(final Inode inode) {
        if (inode.links() == 0 && inode.lookups() <= 0) {
            inodes.remove(inode.number());
        }
    }

    private Inode directory(final LogRecord record, final long number) {
        final Inode inode = inodes.get(number);
        check(record, inode != null && inode.isDirectory() && inode.links() > 0,
            "in " + number + ", which is no directory");
        return inode;
    }

    private Inode inode(final LogRecord record, final long number) {
        final Inode inode = inodes.get(number);
        check(record, inode != null && inode.links() > 0, "which is not there");
        return inode;
    }

    private Inode file(final LogRecord record) {
        final Inode inode = inode(record, record.inode());
        check(record, inode.isRegular(), "which is no file");
        return inode;
    }

    private static Inode named(final LogRecord record, final Inode parent, final String name) {
        final Inode inode = parent.entries().get(name);
        check(record, inode != null, "by a name that is not there");
        return inode;
    }

    private static void checkFree(final LogRecord record, final Inode parent, final String name) {
        checkName(record, name);
        check(record, parent.entries().get(name) == null, "by a name that is taken");
    }

    private static void checkName(final LogRecord record, final String name) {
        check(record, !name.isEmpty() && name.length() <= LogRecord.MAX_NAME_BYTES && !".".equals(name)
            && !"..".equals(name) && name.indexOf('/') < 0 && name.indexOf('\0') < 0, "by a name that can't be");
    }

    private static void check(final LogRecord record, final boolean holds, final String otherwise) {
        if (!holds) {
            throw impossible(record, otherwise);
        }
    }

    private static MountException impossible(final LogRecord record, final String why) {
        return new MountException(
            "the log of the mount has " + record.kind() + " of file " + record.inode() + ' ' + why, null);
    }
}
