package org.rankferry.bufferpool;

import java.util.Arrays;

/**
 * How long each rank has stood without a chunk to write into: from the moment it held no lease and wanted one to the
 * moment it was granted one. A lease granted at once (at the same reading of the clock) is no wait. Written by the
 * pool's thread; read it there, or after that thread has ended.
 */
public final class RankWaits {
    private final long[] counts;
    private final long[] totalNs;
    private final long[] maxNs;

    RankWaits(final int ranks) {
        counts = new long[ranks];
        totalNs = new long[ranks];
        maxNs = new long[ranks];
    }

    void onWait(final int rank, final long waitNs) {
        counts[rank]++;
        totalNs[rank] += waitNs;
        maxNs[rank] = Math.max(maxNs[rank], waitNs);
    }

    /**
     * Number of slots.
     *
     * @return ranks of the pool.
     */
    public int ranks() {
        return counts.length;
    }

    /**
     * How often a rank waited.
     *
     * @param rank slot of the rank.
     * @return waits that ended in a lease.
     */
    public long count(final int rank) {
        return counts[rank];
    }

    /**
     * How long a rank waited in all.
     *
     * @param rank slot of the rank.
     * @return nanoseconds.
     */
    public long totalNs(final int rank) {
        return totalNs[rank];
    }

    /**
     * The longest wait of a rank.
     *
     * @param rank slot of the rank.
     * @return nanoseconds.
     */
    public long maxNs(final int rank) {
        return maxNs[rank];
    }

    /**
     * The longest total wait of a rank.
     *
     * @return nanoseconds.
     */
    public long maxTotalNs() {
        return Arrays.stream(totalNs).max().orElse(0);
    }

    /**
     * The median over the ranks of their total waits (the lower one of an even number). Not for the data path:
     * it allocates.
     *
     * @return nanoseconds.
     */
    public long medianTotalNs() {
        final long[] sorted = totalNs.clone();
        Arrays.sort(sorted);
        return sorted[(sorted.length - 1) / 2];
    }
}
