package org.rankferry.bufferpool;

import java.util.Arrays;

/**
 * Which rank gets the next chunk: how many leases each rank wants and holds, and two queues. Ranks that hold none stand
 * in the first, ranks that hold some and want more in the second, which is served only while the first is empty and the
 * leases beyond the first of each rank are fewer than the bound.
 */
final class LeaseTurns {
    static final int NONE = RankQueue.NONE;

    private final int maxFurtherLeases;
    private final PoolCounters counters;
    private final int[] wanted;
    private final int[] held;
    private final boolean[] isVoid;
    private int furtherLeases;

    private final RankQueue holdNone;
    private final RankQueue holdSome;
    private final long[] waitingSinceNs;
    private final RankWaits waits;

    LeaseTurns(final int ranks, final int maxFurtherLeases, final PoolCounters counters) {
        this.maxFurtherLeases = maxFurtherLeases;
        this.counters = counters;
        wanted = new int[ranks];
        held = new int[ranks];
        isVoid = new boolean[ranks];
        holdNone = new RankQueue(ranks);
        holdSome = new RankQueue(ranks);
        waitingSinceNs = new long[ranks];
        waits = new RankWaits(ranks);
    }

    int ranks() {
        return wanted.length;
    }

    int held(final int rank) {
        return held[rank];
    }

    boolean isVoid(final int rank) {
        return isVoid[rank];
    }

    RankWaits waits() {
        return waits;
    }

    void want(final int rank, final int leases, final long nowNs) {
        wanted[rank] = leases;
        enqueue(rank, nowNs);
    }

    void stop(final int rank) {
        wanted[rank] = 0;
        holdNone.remove(rank);
        holdSome.remove(rank);
    }

    /** The rank wants nothing any more, and what it holds is worth nothing until it has come free. */
    void makeVoid(final int rank) {
        stop(rank);
        isVoid[rank] = held[rank] > 0;
    }

    /** The rank whose turn it is, or {@link #NONE} if no lease can be granted, however many chunks are free. */
    int next() {
        final int rank = holdNone.first();
        if (rank != NONE) {
            return rank;
        }
        return furtherLeases < maxFurtherLeases ? holdSome.first() : NONE;
    }

    /** The rank whose turn it was got its chunk. */
    void granted(final int rank, final long nowNs) {
        if (holdNone.contains(rank)) {
            holdNone.remove(rank);
            endWait(nowNs - waitingSinceNs[rank], rank);
        } else {
            holdSome.remove(rank);
        }
        if (++held[rank] > 1) {
            furtherLeases++;
        }
        enqueue(rank, nowNs);
    }

    /** A lease of the rank ended, by its own doing. */
    void ended(final int rank, final long nowNs) {
        if (--held[rank] > 0) {
            furtherLeases--;
        }
        enqueue(rank, nowNs);
    }

    /** All leases of the rank ended; the rank must want none. */
    void endedAll(final int rank) {
        furtherLeases -= Math.max(0, held[rank] - 1);
        held[rank] = 0;
        isVoid[rank] = false;
    }

    /** The rank that has stood longest without a lease, or {@link #NONE}. */
    int waitingRank() {
        return holdNone.first();
    }

    long oldestWaitNs(final long nowNs) {
        final int rank = holdNone.first();
        return rank == NONE ? 0 : nowNs - waitingSinceNs[rank];
    }

    /** Puts the rank where it must stand now; one that stands there already keeps its place. */
    private void enqueue(final int rank, final long nowNs) {
        if (held[rank] >= wanted[rank]) {
            holdNone.remove(rank);
            holdSome.remove(rank);
        } else if (held[rank] > 0) {
            holdSome.add(rank);
        } else {
            holdSome.remove(rank);
            if (holdNone.add(rank)) {
                waitingSinceNs[rank] = nowNs;
            }
        }
    }

    private void endWait(final long waitNs, final int rank) {
        if (waitNs > 0) {
            waits.onWait(rank, waitNs);
            counters.onWait(waitNs);
        }
    }

    @Override
    public String toString() {
        return "wanted " + Arrays.toString(wanted) + " void " + Arrays.toString(isVoid) + " hold none " + holdNone +
            " hold some " + holdSome;
    }
}
