package org.rankferry.bench;

/**
 * What both agents allocate for a chunk in the steady part of one image set: every stream is open, none has ended, as
 * opening and ending a stream allocates. How many chunks that is differs from set to set, for some ranks are faster.
 */
final class AllocationSlope {
    private final int streams;
    private Look first;
    private Look last;
    private Look latest;
    private boolean steady;

    /** A slope of a set with so many streams. */
    AllocationSlope(final int streams) {
        this.streams = streams;
    }

    /**
     * What is seen at one moment.
     *
     * @param streamsOpen at the end that has fewest open; taken before the bytes.
     * @param chunks      that have gone through.
     * @param source      bytes the source agent has allocated.
     * @param target      bytes the target agent has allocated; any constant where it is in another process.
     */
    record Look(int streamsOpen, long chunks, long source, long target) {
    }

    /** Looks come in the order of time, from before the first stream is opened until the last has ended. */
    void add(final Look look) {
        final boolean open = look.streamsOpen() == streams;
        // At both sides of a look that counts another has seen all streams open: an agent may be in the middle of one.
        if (open && steady) {
            last = first == null ? null : latest;
            first = first == null ? look : first;
        }
        steady = open;
        latest = look;
    }

    /** Chunks between the first look that counts and the last. */
    long chunks() {
        return last == null ? 0 : last.chunks() - first.chunks();
    }

    /** Bytes the source has allocated for each of them; not a number when there are none. */
    double source() {
        return chunks() == 0 ? Double.NaN : (double) (last.source() - first.source()) / chunks();
    }

    /** Bytes the target has allocated for each of them; not a number when there are none. */
    double target() {
        return chunks() == 0 ? Double.NaN : (double) (last.target() - first.target()) / chunks();
    }
}
