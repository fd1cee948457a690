package org.rankferry.bufferpool;

import java.util.Arrays;

/**
 * Ranks in the order they came: a doubly linked list threaded through two arrays, so that a rank can leave from the
 * middle (it died, it wants no more) in constant time and nothing is ever allocated. A rank stands in it at most once.
 */
final class RankQueue {
    static final int NONE = -1;
    private static final int ABSENT = -2;

    private final int[] next;
    private final int[] previous;
    private int first = NONE;
    private int last = NONE;

    RankQueue(final int ranks) {
        next = new int[ranks];
        previous = new int[ranks];
        clear();
    }

    boolean contains(final int rank) {
        return next[rank] != ABSENT;
    }

    /** The rank that came first, or {@link #NONE}. */
    int first() {
        return first;
    }

    /** Appends the rank; one that stands in the queue keeps its place and false is returned. */
    boolean add(final int rank) {
        if (contains(rank)) {
            return false;
        }
        next[rank] = NONE;
        previous[rank] = last;
        if (last == NONE) {
            first = rank;
        } else {
            next[last] = rank;
        }
        last = rank;
        return true;
    }

    /** Takes the rank out from wherever it stands; nothing happens if it does not stand here. */
    void remove(final int rank) {
        if (!contains(rank)) {
            return;
        }
        final int before = previous[rank];
        final int after = next[rank];
        if (before == NONE) {
            first = after;
        } else {
            next[before] = after;
        }
        if (after == NONE) {
            last = before;
        } else {
            previous[after] = before;
        }
        next[rank] = ABSENT;
    }

    void clear() {
        Arrays.fill(next, ABSENT);
        first = NONE;
        last = NONE;
    }

    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder("[");
        for (int rank = first; rank != NONE; rank = next[rank]) {
            text.append(rank).append(' ');
        }
        return text.append(']').toString();
    }
}
