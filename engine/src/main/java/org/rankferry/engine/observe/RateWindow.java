package org.rankferry.engine.observe;

/** Rate over the last few seconds from samples of a growing count. A count that falls begins anew. */
final class RateWindow {
    static final long WINDOW_NS = 3_000_000_000L;
    /** Samples closer than this replace each other, so that a fast caller does not shorten the window. */
    static final long MIN_GAP_NS = 100_000_000L;
    private static final int CAPACITY = 32;
    private static final double NS_PER_S = 1e9;

    private final long[] times = new long[CAPACITY];
    private final long[] counts = new long[CAPACITY];
    private int oldest;
    private int size;

    RateWindow(final long timeNs, final long count) {
        append(timeNs, count);
    }

    /** Takes a sample; times must not fall. */
    void sample(final long timeNs, final long count) {
        if (count < counts[newest()]) {
            size = 0;
            append(timeNs, count);
            return;
        }
        if (size > 1 && timeNs - times[index(size - 2)] < MIN_GAP_NS) {
            size--;
        }
        append(timeNs, count);
        while (size > 2 && timeNs - times[index(1)] >= WINDOW_NS) {
            drop();
        }
    }

    /** Per second, 0 while all samples are of one moment. */
    double perSecond() {
        final long elapsed = times[newest()] - times[oldest];
        return elapsed <= 0 ? 0 : (counts[newest()] - counts[oldest]) * NS_PER_S / elapsed;
    }

    private void append(final long timeNs, final long count) {
        if (size == CAPACITY) {
            drop();
        }
        final int at = index(size++);
        times[at] = timeNs;
        counts[at] = count;
    }

    private void drop() {
        oldest = (oldest + 1) % CAPACITY;
        size--;
    }

    private int newest() {
        return index(size - 1);
    }

    private int index(final int i) {
        return (oldest + i) % CAPACITY;
    }
}
