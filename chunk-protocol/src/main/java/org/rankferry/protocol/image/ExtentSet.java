package org.rankferry.protocol.image;

import java.util.Arrays;

/**
 * A set of longs kept as disjoint half-open ranges, such as the bytes of a stream that have arrived.
 *
 * <p>Ranges are sorted, never empty, and never touch: neighbours are merged. Appending at the end, what sequential
 * writers do, is O(1) and allocates nothing; anything else is a binary search and a move of the ranges behind. Not
 * thread safe.
 */
public final class ExtentSet {
    private static final int INITIAL_CAPACITY = 4;

    private long[] starts = new long[INITIAL_CAPACITY];
    private long[] ends = new long[INITIAL_CAPACITY];
    /** Checksum of each range's bytes, only where a {@link StreamDigest} owns this set. */
    private int[] crcs;
    private int count;
    private long covered;

    /** An empty set. */
    public ExtentSet() {
    }

    /** A set that keeps one checksum per range, for {@link StreamDigest}. */
    static ExtentSet withChecksums() {
        final ExtentSet set = new ExtentSet();
        set.crcs = new int[INITIAL_CAPACITY];
        return set;
    }

    /** Takes what a set does with each gap. */
    @FunctionalInterface
    public interface GapConsumer {
        /**
         * Called for a range that is not in the set.
         *
         * @param start first value missing
         * @param end first value behind the gap
         */
        void accept(long start, long end);
    }

    /**
     * Adds a range.
     *
     * @param start first value, not negative
     * @param end behind the last value; an empty range adds nothing
     * @return whether any of it was in the set before
     */
    public boolean add(long start, long end) {
        return add(start, end, 0);
    }

    /**
     * Adds a range with its checksum. The checksum of an overlapped range means nothing afterwards.
     *
     * @return whether any of it was in the set before
     */
    boolean add(long start, long end, int crc) {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("extent [" + start + ", " + end + ") is not a range from 0 up");
        }
        if (start == end) {
            return false;
        }
        final int last = count - 1;
        if (last < 0 || start > ends[last]) {
            insert(count, start, end, crc);
            covered += end - start;
            return false;
        }
        if (start == ends[last]) {
            append(last, end, crc);
            return false;
        }
        return addInside(start, end, crc);
    }

    /**
     * Whether all of a range is in the set.
     *
     * @param start first value
     * @param end behind the last value
     * @return true for an empty range too
     */
    public boolean contains(long start, long end) {
        if (start >= end) {
            return true;
        }
        final int i = endingAfter(start);
        return i < count && starts[i] <= start && end <= ends[i];
    }

    /**
     * How far the set reaches without a gap.
     *
     * @param from where to begin
     * @return end of the range that covers {@code from}, or {@code from} when none does
     */
    public long contiguousFrom(long from) {
        final int i = endingAfter(from);
        return i < count && starts[i] <= from ? ends[i] : from;
    }

    /**
     * How many values are in the set.
     *
     * @return sum of all ranges
     */
    public long covered() {
        return covered;
    }

    /**
     * How many ranges there are.
     *
     * @return ranges, 0 or more
     */
    public int count() {
        return count;
    }

    /**
     * First value of a range.
     *
     * @param i index of the range, in ascending order
     * @return the value
     */
    public long start(int i) {
        return starts[checkIndex(i)];
    }

    /**
     * Where a range ends.
     *
     * @param i index of the range, in ascending order
     * @return the value behind its last
     */
    public long end(int i) {
        return ends[checkIndex(i)];
    }

    /** Checksum of a range. */
    int crc(int i) {
        return crcs[checkIndex(i)];
    }

    /** Removes everything. Arrays are kept. */
    public void clear() {
        count = 0;
        covered = 0;
    }

    /**
     * Visits what is missing below a length, in ascending order.
     *
     * @param length where to stop
     * @param consumer of the gaps
     */
    public void forEachGap(long length, GapConsumer consumer) {
        long at = 0;
        for (int i = 0; i < count && at < length; i++) {
            if (starts[i] > at) {
                consumer.accept(at, Math.min(starts[i], length));
            }
            at = ends[i];
        }
        if (at < length) {
            consumer.accept(at, length);
        }
    }

    /**
     * The ranges, for people.
     *
     * @return as in {@code [0, 4096) [8192, 12288)}
     */
    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "[" : " [").append(starts[i]).append(", ").append(ends[i]).append(')');
        }
        return text.toString();
    }

    private void append(int i, long end, int crc) {
        if (crcs != null) {
            crcs[i] = Crc32c.combine(crcs[i], crc, end - ends[i]);
        }
        covered += end - ends[i];
        ends[i] = end;
    }

    private boolean addInside(long start, long end, int crc) {
        // Ranges first..after-1 overlap the new one or touch it.
        final int first = endingAtOrAfter(start);
        int after = first;
        long overlap = 0;
        while (after < count && starts[after] <= end) {
            overlap += Math.max(0, Math.min(end, ends[after]) - Math.max(start, starts[after]));
            after++;
        }
        covered += end - start - overlap;
        if (first == after) {
            insert(first, start, end, crc);
            return false;
        }
        if (crcs != null && overlap == 0) {
            crcs[first] = joined(first, after, start, end, crc);
        }
        starts[first] = Math.min(start, starts[first]);
        ends[first] = Math.max(end, ends[after - 1]);
        remove(first + 1, after);
        return overlap > 0;
    }

    /** Checksum of the new range with the neighbour that ends at it, the one that begins behind it, or both. */
    private int joined(int first, int after, long start, long end, int crc) {
        int whole = crc;
        if (ends[first] == start) {
            whole = Crc32c.combine(crcs[first], whole, end - start);
        }
        if (starts[after - 1] == end) {
            whole = Crc32c.combine(whole, crcs[after - 1], ends[after - 1] - end);
        }
        return whole;
    }

    private void insert(int at, long start, long end, int crc) {
        if (count == starts.length) {
            final int capacity = count + (count >> 1);
            starts = Arrays.copyOf(starts, capacity);
            ends = Arrays.copyOf(ends, capacity);
            crcs = crcs == null ? null : Arrays.copyOf(crcs, capacity);
        }
        System.arraycopy(starts, at, starts, at + 1, count - at);
        System.arraycopy(ends, at, ends, at + 1, count - at);
        starts[at] = start;
        ends[at] = end;
        if (crcs != null) {
            System.arraycopy(crcs, at, crcs, at + 1, count - at);
            crcs[at] = crc;
        }
        count++;
    }

    private void remove(int from, int to) {
        if (from == to) {
            return;
        }
        System.arraycopy(starts, to, starts, from, count - to);
        System.arraycopy(ends, to, ends, from, count - to);
        if (crcs != null) {
            System.arraycopy(crcs, to, crcs, from, count - to);
        }
        count -= to - from;
    }

    private int endingAfter(long value) {
        return value == Long.MAX_VALUE ? count : endingAtOrAfter(value + 1);
    }

    private int endingAtOrAfter(long value) {
        final int i = Arrays.binarySearch(ends, 0, count, value);
        return i < 0 ? -i - 1 : i;
    }

    private int checkIndex(int i) {
        if (i < 0 || i >= count) {
            throw new IndexOutOfBoundsException("extent " + i + " of " + count);
        }
        return i;
    }
}
