package org.rankferry.checkpointer.mount;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * One record of the log stream of a mount, version {@value #VERSION}: what was done to one file or directory.
 *
 * <pre>
 *  little endian; times in nanoseconds since 1970
 *   0        4      6      8               16              24      32      40      48      56     58     64
 *   +--------+------+------+---------------+---------------+-------+-------+-------+-------+------+------+
 *   | length | kind | name | time          | inode         | a     | b     | c     | d     | text | 0    |
 *   +--------+------+------+---------------+---------------+-------+-------+-------+-------+------+------+
 *   | name bytes, text bytes, zeros up to a multiple of 8                                                |
 *   +----------------------------------------------------------------------------------------------------+
 *  length of the record in bytes; name and text: how many bytes of each follow
 *
 *  kind        inode     a            b             c                   d      name      text
 *  BEGIN       version   magic        mode of root  owner of root
 *  CREATE      new one   parent       mode          owner                      name      target of a symbolic link
 *  LINK        file      parent                                                new name
 *  REMOVE      gone one  parent                                                name
 *  RENAME      moved     old parent   new parent    1: both are exchanged      old name  new name
 *  ATTRIBUTES  file      mode         owner         modified            read
 *  TRUNCATE    file      new length
 *  EXTENT      file      file offset  data offset   length
 * </pre>
 *
 * <p>An owner is the user in the low and the group in the high 32 bits. Names are the bytes that programs gave; here
 * each is one character.
 *
 * @param kind  what was done.
 * @param time  when.
 * @param inode number of the file, 1 for the root.
 * @param a     see above.
 * @param b     see above.
 * @param c     see above.
 * @param d     see above.
 * @param name  see above, or empty.
 * @param text  see above, or empty.
 */
record LogRecord(Kind kind, long time, long inode, long a, long b, long c, long d, String name, String text) {
    static final int VERSION = 1;
    /** "rf-mount". */
    static final long MAGIC = 0x746E_756F_6D2D_6672L;
    static final int HEADER_BYTES = 64;
    static final int MAX_NAME_BYTES = 255;
    static final int MAX_TEXT_BYTES = 4095;
    static final int MAX_BYTES = HEADER_BYTES + 8 * ((MAX_NAME_BYTES + MAX_TEXT_BYTES + 7) / 8);
    /** What each name is read and written with: any byte is a character. */
    static final Charset BYTES = StandardCharsets.ISO_8859_1;

    private static final int KIND_OFFSET = 4;
    private static final int NAME_OFFSET = 6;
    private static final int TIME_OFFSET = 8;
    private static final int INODE_OFFSET = 16;
    private static final int A_OFFSET = 24;
    private static final int B_OFFSET = 32;
    private static final int C_OFFSET = 40;
    private static final int D_OFFSET = 48;
    private static final int TEXT_OFFSET = 56;

    /** What was done, and its number in the log. */
    enum Kind {
        BEGIN(1), CREATE(2), LINK(3), REMOVE(4), RENAME(5), ATTRIBUTES(6), TRUNCATE(7), EXTENT(8);

        private static final Kind[] BY_NUMBER = values();
        private final short number;

        Kind(final int number) {
            this.number = (short) number;
        }

        /** Null when there is none of this number. */
        static Kind of(final int number) {
            return number >= 1 && number <= BY_NUMBER.length ? BY_NUMBER[number - 1] : null;
        }
    }

    /** Without a name. */
    LogRecord(final Kind kind, final long time, final long inode, final long a, final long b, final long c) {
        this(kind, time, inode, a, b, c, 0, "", "");
    }

    /** A record that begins a log. */
    static LogRecord begin(final long time, final int rootMode, final long owner) {
        return new LogRecord(Kind.BEGIN, time, VERSION, MAGIC, rootMode, owner);
    }

    static long owner(final int user, final int group) {
        return Integer.toUnsignedLong(user) | ((long) group << Integer.SIZE);
    }

    /** In bytes. */
    int length() {
        return HEADER_BYTES + ((name.length() + text.length() + 7) & -8);
    }

    /** Puts it at the buffer's position, little endian. */
    void encode(final ByteBuffer to) {
        final int start = to.position();
        final int length = length();
        to.putInt(start, length)
            .putShort(start + KIND_OFFSET, kind.number)
            .putShort(start + NAME_OFFSET, (short) name.length())
            .putLong(start + TIME_OFFSET, time)
            .putLong(start + INODE_OFFSET, inode)
            .putLong(start + A_OFFSET, a)
            .putLong(start + B_OFFSET, b)
            .putLong(start + C_OFFSET, c)
            .putLong(start + D_OFFSET, d)
            .putLong(start + TEXT_OFFSET, text.length());
        to.position(start + HEADER_BYTES);
        to.put(name.getBytes(BYTES)).put(text.getBytes(BYTES));
        while (to.position() < start + length) {
            to.put((byte) 0);
        }
    }

    /** Makes the extent whose record starts there longer: what is appended needs no record of its own. */
    static void extend(final ByteBuffer in, final int start, final long time, final long newLength) {
        in.putLong(start + TIME_OFFSET, time).putLong(start + C_OFFSET, newLength);
    }

    /**
     * Takes the record at the buffer's position.
     *
     * @param from little endian.
     * @return null when it has not come whole; the position stays then.
     * @throws MountException when it can't be one.
     */
    static LogRecord decode(final ByteBuffer from) {
        if (from.remaining() < HEADER_BYTES) {
            return null;
        }
        final int start = from.position();
        final int length = from.getInt(start);
        final int kind = Short.toUnsignedInt(from.getShort(start + KIND_OFFSET));
        final int nameBytes = Short.toUnsignedInt(from.getShort(start + NAME_OFFSET));
        final int textBytes = Short.toUnsignedInt(from.getShort(start + TEXT_OFFSET));
        if (length != HEADER_BYTES + ((nameBytes + textBytes + 7) & -8) || Kind.of(kind) == null
            || nameBytes > MAX_NAME_BYTES || textBytes > MAX_TEXT_BYTES) {
            throw new MountException("the log of the mount has a record of kind " + kind + " with " + length
                + " bytes, " + nameBytes + " of them a name and " + textBytes + " a text, which can't be", null);
        }
        if (from.remaining() < length) {
            return null;
        }
        final byte[] name = new byte[nameBytes];
        final byte[] text = new byte[textBytes];
        from.get(start + HEADER_BYTES, name).get(start + HEADER_BYTES + nameBytes, text);
        from.position(start + length);
        return new LogRecord(
            Kind.of(kind), from.getLong(start + TIME_OFFSET), from.getLong(start + INODE_OFFSET),
            from.getLong(start + A_OFFSET), from.getLong(start + B_OFFSET), from.getLong(start + C_OFFSET),
            from.getLong(start + D_OFFSET), new String(name, BYTES), new String(text, BYTES));
    }

    static ByteBuffer buffer(final int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
