package org.rankferry.engine.source;

/**
 * What the target has yet to hear, in order: a queue that grows when it must and allocates nothing in steady state.
 *
 * <p>An entry is a kind and a number packed into a long:
 *
 * <pre>
 *    63        56 55                  32 31                   0
 *   +------------+----------------------+----------------------+
 *   |    kind    |        stream        |    chunk or rank     |
 *   +------------+----------------------+----------------------+
 * </pre>
 */
final class Announcements {
    /** What an entry says. */
    enum Kind {
        /** A stream of a rank begins. */
        STREAM_OPEN(0),
        /** A chunk can be READ. */
        CHUNK(1),
        /** A stream of a rank has its last chunk. */
        STREAM_END(2),
        /** All streams of a rank have ended. */
        IMAGE_END(3),
        /** All ranks have ended. */
        SET_END(4);

        private final int code;

        Kind(final int code) {
            this.code = code;
        }
    }

    /** By code. */
    private static final Kind[] KINDS = {
        Kind.STREAM_OPEN, Kind.CHUNK, Kind.STREAM_END, Kind.IMAGE_END, Kind.SET_END};
    private static final int KIND_SHIFT = 56;
    private static final int STREAM_SHIFT = 32;
    private static final int STREAM_MASK = 0xFFFF;

    private long[] ring = new long[64];
    private long head;
    private long tail;

    void chunk(final int chunk) {
        add(Kind.CHUNK, 0, chunk);
    }

    void streamOpen(final int rank, final int stream) {
        add(Kind.STREAM_OPEN, stream, rank);
    }

    void streamEnd(final int rank, final int stream) {
        add(Kind.STREAM_END, stream, rank);
    }

    void imageEnd(final int rank) {
        add(Kind.IMAGE_END, 0, rank);
    }

    void setEnd() {
        add(Kind.SET_END, 0, 0);
    }

    boolean isEmpty() {
        return head == tail;
    }

    /** The oldest entry, which stays. */
    long peek() {
        return ring[(int) head & (ring.length - 1)];
    }

    void remove() {
        head++;
    }

    void clear() {
        head = tail;
    }

    static Kind kind(final long entry) {
        return KINDS[(int) (entry >>> KIND_SHIFT)];
    }

    static int stream(final long entry) {
        return (int) (entry >>> STREAM_SHIFT) & STREAM_MASK;
    }

    /** The chunk of a CHUNK entry, the rank of the others. */
    static int number(final long entry) {
        return (int) entry;
    }

    private void add(final Kind kind, final int stream, final int number) {
        if (tail - head == ring.length) {
            grow();
        }
        ring[(int) tail & (ring.length - 1)] =
            ((long) kind.code << KIND_SHIFT) | ((long) stream << STREAM_SHIFT) | (number & 0xFFFF_FFFFL);
        tail++;
    }

    private void grow() {
        final long[] larger = new long[ring.length * 2];
        for (long i = head; i < tail; i++) {
            larger[(int) i & (larger.length - 1)] = ring[(int) i & (ring.length - 1)];
        }
        ring = larger;
    }
}
