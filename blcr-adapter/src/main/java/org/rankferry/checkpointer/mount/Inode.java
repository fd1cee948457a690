package org.rankferry.checkpointer.mount;

/** A file, directory or symbolic link of a mount, and what is known of it. */
final class Inode {
    static final int TYPE_MASK = 0xF000;
    static final int DIRECTORY = 0x4000;
    static final int REGULAR = 0x8000;
    static final int SYMBOLIC_LINK = 0xA000;
    static final int PERMISSION_MASK = 0xFFF;
    private static final int BLOCK_BYTES = 512;

    private final long number;
    private final ExtentMap content = new ExtentMap();
    private final Directory entries;
    private final String target;
    private int mode;
    private long owner;
    private int links;
    private long size;
    private long read;
    private long modified;
    private long changed;
    private Inode parent;
    private long lookups;

    Inode(final long number, final int mode, final long owner, final long time, final String target) {
        this.number = number;
        this.mode = mode;
        this.owner = owner;
        this.target = target;
        this.entries = isDirectory() ? new Directory() : null;
        this.links = isDirectory() ? 2 : 0;
        this.size = isSymbolicLink() ? target.length() : 0;
        this.read = time;
        this.modified = time;
        this.changed = time;
    }

    /** 1 for the root; never that of a file that is gone. */
    long number() {
        return number;
    }

    boolean isDirectory() {
        return (mode & TYPE_MASK) == DIRECTORY;
    }

    boolean isSymbolicLink() {
        return (mode & TYPE_MASK) == SYMBOLIC_LINK;
    }

    boolean isRegular() {
        return (mode & TYPE_MASK) == REGULAR;
    }

    /** Of a directory. */
    Directory entries() {
        return entries;
    }

    /** Of a symbolic link. */
    String target() {
        return target;
    }

    /** Where a file's bytes are. */
    ExtentMap content() {
        return content;
    }

    /** Type and permissions, as in {@code st_mode}. */
    int mode() {
        return mode;
    }

    /** User in the low, group in the high 32 bits. */
    long owner() {
        return owner;
    }

    int links() {
        return links;
    }

    /** In bytes. */
    long size() {
        return size;
    }

    /** What its bytes take, in units of 512 bytes. */
    long blocks() {
        return (content.covered() + BLOCK_BYTES - 1) / BLOCK_BYTES;
    }

    /** When it was last read, as far as programs have said. */
    long readTime() {
        return read;
    }

    long modifiedTime() {
        return modified;
    }

    long changedTime() {
        return changed;
    }

    /** The directory a directory is in; the root's is itself. */
    Inode parent() {
        return parent;
    }

    void movedTo(final Inode directory) {
        parent = directory;
    }

    /** A name more, or less. */
    void linked(final int by, final long time) {
        links += by;
        changed = time;
    }

    /** Something was done to the file's bytes or the directory's entries. */
    void touched(final long time) {
        modified = time;
        changed = time;
    }

    void attributes(
        final int permissions, final long newOwner, final long modifiedAt, final long readAt, final long time) {

        mode = (mode & TYPE_MASK) | (permissions & PERMISSION_MASK);
        owner = newOwner;
        modified = modifiedAt;
        read = readAt;
        changed = time;
    }

    void truncate(final long newSize, final long time) {
        if (newSize < size) {
            content.truncate(newSize);
        }
        size = newSize;
        touched(time);
    }

    void written(final long offset, final long length, final long data, final long time) {
        content.put(offset, length, data);
        size = Math.max(size, offset + length);
        touched(time);
    }

    /** How often the kernel knows the file by its number. */
    long lookups() {
        return lookups;
    }

    void lookedUp(final long by) {
        lookups += by;
    }
}
