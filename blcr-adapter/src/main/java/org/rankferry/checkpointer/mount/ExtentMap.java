package org.rankferry.checkpointer.mount;

import java.util.Arrays;

/**
 * Where the bytes of a file are: extents of the file, in order, none overlapping another, each with the offset of its
 * first byte in the data. What is written later replaces what was there. Neighbours that continue each other in the
 * file and in the data are one.
 *
 * <p>Three longs to an extent: a file that was written 4 KiB at a time beside others has a quarter of a million of
 * them in a GiB.
 */
final class ExtentMap {
    private static final int FIRST_CAPACITY = 4;

    private long[] starts = new long[0];
    private long[] lengths = new long[0];
    private long[] datas = new long[0];
    private int count;
    private long covered;

    /** Bytes that have been written and not cut off, each once. */
    long covered() {
        return covered;
    }

    /** How many extents there are. */
    int count() {
        return count;
    }

    /** File offset of an extent. */
    long start(final int index) {
        return starts[index];
    }

    /** Bytes of an extent. */
    long length(final int index) {
        return lengths[index];
    }

    /** Offset of an extent's first byte in the data. */
    long data(final int index) {
        return datas[index];
    }

    /** Index of the first extent that ends beyond this file offset; {@link #count()} when none does. */
    int find(final long offset) {
        int low = 0;
        int high = count;
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (starts[middle] + lengths[middle] <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Bytes were written. */
    void put(final long start, final long length, final long data) {
        if (length <= 0) {
            return;
        }
        final int at = cut(start, start + length);
        covered += length;
        if (at > 0 && starts[at - 1] + lengths[at - 1] == start && datas[at - 1] + lengths[at - 1] == data) {
            lengths[at - 1] += length;
            joinWithNext(at - 1);
            return;
        }
        insert(at, start, length, data);
        joinWithNext(at);
    }

    /** The file ends here: what was beyond is gone. */
    void truncate(final long size) {
        cut(size, Long.MAX_VALUE);
    }

    /** A range of the file has no bytes any more. */
    void clear(final long start, final long length) {
        cut(start, start + length);
    }

    /** Data below an offset is not there any more. */
    void dropDataBelow(final long offset) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            final long gone = Math.min(lengths[i], Math.max(0, offset - datas[i]));
            covered -= gone;
            if (gone < lengths[i]) {
                starts[kept] = starts[i] + gone;
                lengths[kept] = lengths[i] - gone;
                datas[kept++] = datas[i] + gone;
            }
        }
        count = kept;
    }

    /** Takes away a range of the file. Returns the index where an extent of that range belongs. */
    private int cut(final long from, final long to) {
        int at = find(from);
        if (at < count && starts[at] < from) {
            final long end = starts[at] + lengths[at];
            final long kept = from - starts[at];
            lengths[at] = kept;
            covered -= end - from;
            if (end > to) {
                insert(at + 1, to, end - to, datas[at] + (to - starts[at]));
                covered += end - to;
            }
            at++;
        }
        int last = at;
        while (last < count && starts[last] + lengths[last] <= to) {
            covered -= lengths[last++];
        }
        if (last < count && starts[last] < to) {
            final long cut = to - starts[last];
            starts[last] += cut;
            datas[last] += cut;
            lengths[last] -= cut;
            covered -= cut;
        }
        remove(at, last);
        return at;
    }

    private void joinWithNext(final int at) {
        if (at + 1 < count && starts[at] + lengths[at] == starts[at + 1]
            && datas[at] + lengths[at] == datas[at + 1]) {
            lengths[at] += lengths[at + 1];
            remove(at + 1, at + 2);
        }
    }

    private void insert(final int at, final long start, final long length, final long data) {
        if (count == starts.length) {
            final int capacity = Math.max(FIRST_CAPACITY, count + (count >> 1));
            starts = Arrays.copyOf(starts, capacity);
            lengths = Arrays.copyOf(lengths, capacity);
            datas = Arrays.copyOf(datas, capacity);
        }
        move(at, at + 1);
        count++;
        starts[at] = start;
        lengths[at] = length;
        datas[at] = data;
    }

    private void remove(final int from, final int to) {
        if (from < to) {
            move(to, from);
            count -= to - from;
        }
    }

    private void move(final int from, final int to) {
        System.arraycopy(starts, from, starts, to, count - from);
        System.arraycopy(lengths, from, lengths, to, count - from);
        System.arraycopy(datas, from, datas, to, count - from);
    }
}
