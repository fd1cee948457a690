package org.rankferry.engine.transport.rdma.fabric;

/**
 * The 64 bits a work request carries and its completion brings back: on failure they are all that is known of it.
 *
 * <pre>
 *  63          40 39        24 23   20 19               0
 *  +-------------+------------+-------+-----------------+
 *  |    life     |    owner   | kind  |      index      |
 *  +-------------+------------+-------+-----------------+
 * </pre>
 *
 * <p>The owner is a place in the rail's table of queue pairs; the life tells a queue pair from the one that had its
 * place before, so that a completion that comes late is not taken for another's.
 */
final class WorkId {
    /** A RECV of the segment {@code index}. */
    static final int RECEIVE = 1;
    /** A SEND of the segment {@code index}. */
    static final int SEND = 2;
    /** The READ {@code index} of the window. */
    static final int READ = 3;

    static final int MOST_OWNERS = 1 << 16;

    private static final int LIFE_SHIFT = 40;
    private static final int OWNER_SHIFT = 24;
    private static final int KIND_SHIFT = 20;
    private static final int INDEX_MASK = (1 << KIND_SHIFT) - 1;
    private static final int LIFE_MASK = (1 << (Long.SIZE - LIFE_SHIFT)) - 1;

    private WorkId() {
    }

    /** The part that is the same for all work of a queue pair. */
    static long base(final int owner, final int life) {
        return (long) (life & LIFE_MASK) << LIFE_SHIFT | (long) owner << OWNER_SHIFT;
    }

    static long of(final long base, final int kind, final int index) {
        return base | (long) kind << KIND_SHIFT | index;
    }

    /** Life and owner of an id, equal to the base it was made with. */
    static long base(final long id) {
        return id & -(1L << OWNER_SHIFT);
    }

    static int owner(final long id) {
        return (int) (id >>> OWNER_SHIFT) & (MOST_OWNERS - 1);
    }

    static int kind(final long id) {
        return (int) (id >>> KIND_SHIFT) & 0xF;
    }

    static int index(final long id) {
        return (int) id & INDEX_MASK;
    }
}
