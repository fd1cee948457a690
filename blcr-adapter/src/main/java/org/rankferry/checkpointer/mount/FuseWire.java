package org.rankferry.checkpointer.mount;

/**
 * What the kernel asks a file system in user space, protocol 7.{@value #MINOR}: numbers and offsets of
 * {@code <linux/fuse.h>}, in the order of the machine.
 *
 * <pre>
 *  request                                                       reply
 *   0        4        8       16       24     28     32    40      0        4       8       16
 *   +--------+--------+-------+--------+------+------+-----+---    +--------+-------+-------+---
 *   | length | opcode | id    | node   | user | group| pid | ...   | length | error | id    | ...
 *   +--------+--------+-------+--------+------+------+-----+---    +--------+-------+-------+---
 * </pre>
 */
final class FuseWire {
    static final int MAJOR = 7;
    static final int MINOR = 31;

    static final int REQUEST_HEADER = 40;
    static final int REPLY_HEADER = 16;
    /** Header and fixed part of a write, which its bytes follow. */
    static final int WRITE_HEADER = 80;
    static final int MAX_WRITE = 1 << 20;
    static final int PAGE_BYTES = 4096;

    // opcodes
    static final int LOOKUP = 1;
    static final int FORGET = 2;
    static final int GETATTR = 3;
    static final int SETATTR = 4;
    static final int READLINK = 5;
    static final int SYMLINK = 6;
    static final int MKNOD = 8;
    static final int MKDIR = 9;
    static final int UNLINK = 10;
    static final int RMDIR = 11;
    static final int RENAME = 12;
    static final int LINK = 13;
    static final int OPEN = 14;
    static final int READ = 15;
    static final int WRITE = 16;
    static final int STATFS = 17;
    static final int RELEASE = 18;
    static final int FSYNC = 20;
    static final int FLUSH = 25;
    static final int INIT = 26;
    static final int OPENDIR = 27;
    static final int READDIR = 28;
    static final int RELEASEDIR = 29;
    static final int FSYNCDIR = 30;
    static final int CREATE = 35;
    static final int INTERRUPT = 36;
    static final int DESTROY = 38;
    static final int BATCH_FORGET = 42;
    static final int READDIRPLUS = 44;
    static final int RENAME2 = 45;

    // flags of INIT
    static final int ASYNC_READ = 1;
    static final int ATOMIC_TRUNCATE = 1 << 3;
    static final int BIG_WRITES = 1 << 5;
    static final int READDIRPLUS_WANTED = 1 << 13;
    static final int READDIRPLUS_AUTO = 1 << 14;
    static final int PARALLEL_DIRECTORIES = 1 << 18;
    static final int MAX_PAGES = 1 << 22;

    // flags of a reply to OPEN
    static final int DIRECT_IO = 1;
    static final int KEEP_CACHE = 2;

    // what SETATTR sets
    static final int SET_MODE = 1;
    static final int SET_USER = 2;
    static final int SET_GROUP = 4;
    static final int SET_SIZE = 8;
    static final int SET_READ_TIME = 16;
    static final int SET_MODIFIED_TIME = 32;
    static final int SET_READ_NOW = 128;
    static final int SET_MODIFIED_NOW = 256;

    // flags of open(2) and renameat2(2)
    static final int ACCESS_MODE = 3;
    static final int READ_WRITE = 2;
    static final int TRUNCATE = 0x200;
    static final int RENAME_NO_REPLACE = 1;
    static final int RENAME_EXCHANGE = 2;

    // bytes of what replies have
    static final int ATTRIBUTES = 88;
    static final int ENTRY = 128;
    static final int OPENED = 16;
    static final int DIRECTORY_ENTRY = 24;

    // errors
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int EEXIST = 17;
    static final int ENOTDIR = 20;
    static final int EISDIR = 21;
    static final int EINVAL = 22;
    static final int EFBIG = 27;
    static final int ENOSPC = 28;
    static final int EROFS = 30;
    static final int ENAMETOOLONG = 36;
    static final int ENOSYS = 38;
    static final int ENOTEMPTY = 39;
    static final int ESTALE = 116;

    private FuseWire() {
    }
}
