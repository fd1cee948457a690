package org.rankferry.engine.transport.rdma;

/** What the transport asks of a device and of the limit of locked memory, beside the payload. */
public final class Footprint {
    /** Segments for frames on their way, for each connection and direction. */
    public static final int SEGMENTS = 64;
    /** Bytes of a segment. */
    public static final int SEGMENT_BYTES = 4096;
    /** Registered memory of one connection's frames. */
    public static final long FRAME_BYTES = 2L * SEGMENTS * SEGMENT_BYTES;
    /** READs in flight on one connection, where the device allows that many. */
    public static final int MOST_READS = 128;
    /** Entries of a device's completion queue, where the device allows that many. */
    public static final int MOST_COMPLETIONS = 1 << 14;
    /** Pieces of memory in one work request. */
    public static final int PIECES = 2;
    /** The largest region of a pool: DiSNI counts bytes in an int. */
    public static final long MOST_REGION_BYTES = Integer.MAX_VALUE;
    /** The largest region of an image: a slab. */
    public static final long MOST_SLAB_BYTES = 1L << 30;

    private Footprint() {
    }

    /**
     * Completions that one connection can have outstanding.
     *
     * @param reads in flight at the most.
     */
    public static int completions(final int reads) {
        return 2 * SEGMENTS + reads;
    }
}
