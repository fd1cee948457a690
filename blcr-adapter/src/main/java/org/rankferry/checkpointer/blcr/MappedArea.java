package org.rankferry.checkpointer.blcr;

import java.nio.ByteBuffer;

/**
 * One mapped area of a process, as the memory dump has it.
 *
 * <pre>
 *   0          8        16       24           32        40
 *   +----------+--------+--------+------------+---------+
 *   | start, e | end    | flags  | nameLength | pageOff |    e: bit 0 is set of the program's own file
 *   +----------+--------+--------+------------+---------+
 * </pre>
 *
 * <p>The list of areas ends with one whose start and end are all ones; the rest of it means nothing.
 *
 * @param start      address of the first page.
 * @param end        address after the last one.
 * @param flags      of the kernel.
 * @param nameLength bytes of the file's name that follow; {@link #OF_KERNEL} for an area that the kernel provides.
 */
record MappedArea(long start, long end, long flags, long nameLength) {
    static final int BYTES = 40;
    /** Length of a name which says that nothing follows: the area is made by the kernel of the restart. */
    static final long OF_KERNEL = Values.PAGE_BYTES + 1;
    static final int NAME_OFFSET = 24;

    private static final int END_OFFSET = 8;
    private static final int FLAGS_OFFSET = 16;
    private static final int FLAG_BITS = 40;
    private static final long ALL_ONES = -1L;

    static MappedArea of(final ByteBuffer bytes, final int at) {
        return new MappedArea(bytes.getLong(at), bytes.getLong(at + END_OFFSET), bytes.getLong(at + FLAGS_OFFSET),
            bytes.getLong(at + NAME_OFFSET));
    }

    boolean isEndOfList() {
        return start == ALL_ONES && end == ALL_ONES;
    }

    /** Address of the first page without the mark of the program's file. */
    long firstPage() {
        return start & ~1L;
    }

    /** Whether the kernel could have such an area. */
    boolean isPossible() {
        return Values.isPage(firstPage()) && Values.isEndOfPages(end) && Long.compareUnsigned(firstPage(), end) < 0
            && flags >>> FLAG_BITS == 0 && nameLength >= 0 && nameLength <= OF_KERNEL;
    }

    @Override
    public String toString() {
        return Values.hex(start) + " to " + Values.hex(end) + ", flags " + Values.hex(flags) + ", name of " + nameLength
            + " bytes";
    }
}
