package org.rankferry.checkpointer.blcr;

/** What values of a process on 64-bit x86 Linux can be. */
final class Values {
    static final int PAGE_BYTES = 4096;
    /** Of paths and their length, with the byte that ends them. */
    static final int MAX_PATH_BYTES = 4096;
    private static final int ADDRESS_BITS = 47;

    private Values() {
    }

    static boolean isAddress(final long value) {
        return value >>> ADDRESS_BITS == 0;
    }

    static boolean isPage(final long value) {
        return (value & (PAGE_BYTES - 1)) == 0;
    }

    /** The first page behind the last one a process can have. */
    static boolean isEndOfPages(final long value) {
        return isPage(value) && (value - 1) >>> ADDRESS_BITS == 0;
    }

    static String hex(final long value) {
        return "0x" + Long.toHexString(value);
    }
}
