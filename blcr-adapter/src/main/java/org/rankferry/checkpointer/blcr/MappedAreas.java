package org.rankferry.checkpointer.blcr;

import java.nio.ByteBuffer;

import org.rankferry.checkpointer.format.Fields;

/**
 * The mapped areas of a process with their pages: each an area, the name of its file if it has one, and a list of
 * pages; an area of all ones ends them.
 *
 * <pre>
 *   | area 40 | name | fill 4 | (padding) | array of runs | pages ... | array of runs | pages ... | area 40 | ...
 *
 *   a run, 16 bytes:  0        8        12       16
 *                     +--------+--------+--------+      start of all ones: no more runs
 *                     | start  | pages  | 0      |
 *                     +--------+--------+--------+
 * </pre>
 *
 * <p>An array is a page of 256 runs, followed by the pages of all of them back to back. Into a pipe or socket fill is
 * 4096 and there is no padding. Into a file that can be written past the cache, fill brings the next byte to the begin
 * of a page: it is the size of the first array, or of padding when no run fits.
 */
final class MappedAreas implements Part {
    private static final int RUN_BYTES = 16;
    private static final int PAGES_OFFSET = 8;
    private static final int FILL_BYTES = 4;
    private static final long NO_MORE = -1L;

    private State state;
    private MappedArea area;
    private long lastEnd;
    private long areas;
    private long pages;
    private boolean moreRuns;

    private enum State {
        AREA, NAME, FILL, PADDING, RUNS, PAGES
    }

    @Override
    public void begin(final Fields in) {
        lastEnd = 0;
        enter(State.AREA, in, MappedArea.BYTES);
    }

    @Override
    public boolean onField(final Fields in) {
        switch (state) {
            case AREA -> {
                return onArea(in);
            }
            case NAME -> enter(State.FILL, in, FILL_BYTES);
            case FILL -> onFill(in);
            case PADDING -> enter(State.RUNS, in, Values.PAGE_BYTES);
            case RUNS -> onRuns(in);
            case PAGES -> afterPages(in);
            default -> throw new IllegalStateException(state.toString());
        }
        return false;
    }

    /** Areas of all processes so far. */
    long areas() {
        return areas;
    }

    /** Pages of all processes so far. */
    long pages() {
        return pages;
    }

    /** The one place where a field is asked for. */
    private void enter(final State next, final Fields in, final long bytes) {
        state = next;
        in.section(next == State.PAGES ? BlcrStream.PAGES : BlcrStream.AREAS);
        switch (next) {
            case AREA -> in.want((int) bytes, "a mapped area");
            case NAME -> in.skip(bytes, "name of a mapped file");
            case FILL -> in.want((int) bytes, "fill of a list of pages");
            case PADDING -> in.skip(bytes, "padding of a list of pages");
            case RUNS -> in.want((int) bytes, "runs of pages");
            case PAGES -> in.skip(bytes, "pages of area " + area);
            default -> throw new IllegalStateException(next.toString());
        }
    }

    private boolean onArea(final Fields in) {
        area = MappedArea.of(in.bytes(), 0);
        if (area.isEndOfList()) {
            return true;
        }
        in.require(area.isPossible() && area.firstPage() >= lastEnd, 0,
            "a mapped area at " + Values.hex(lastEnd) + " or later, or the end of their list", area);
        lastEnd = area.end();
        areas++;
        if (area.nameLength() == MappedArea.OF_KERNEL) {
            enter(State.AREA, in, MappedArea.BYTES);
        } else if (area.nameLength() > 0) {
            enter(State.NAME, in, area.nameLength());
        } else {
            enter(State.FILL, in, FILL_BYTES);
        }
        return false;
    }

    private void onFill(final Fields in) {
        final int fill = in.i32(0);
        final int toPage = (int) (Values.PAGE_BYTES - ((in.start() + FILL_BYTES) & (Values.PAGE_BYTES - 1)));
        in.require(fill == Values.PAGE_BYTES || fill == toPage, 0,
            "fill of " + Values.PAGE_BYTES + ", or " + toPage + " to the next page", fill);
        lastEnd = area.firstPage();
        if (fill < RUN_BYTES) {
            enter(State.PADDING, in, fill);
        } else {
            enter(State.RUNS, in, fill);
        }
    }

    private void onRuns(final Fields in) {
        final ByteBuffer runs = in.bytes();
        long inRuns = 0;
        moreRuns = true;
        for (int at = 0; moreRuns && at + RUN_BYTES <= runs.limit(); at += RUN_BYTES) {
            final long start = runs.getLong(at);
            if (start == NO_MORE) {
                moreRuns = false;
            } else {
                final int count = runs.getInt(at + PAGES_OFFSET);
                final long room = (area.end() - start) / Values.PAGE_BYTES;
                in.require(Values.isPage(start) && start >= lastEnd && start < area.end(), at,
                    "a run of pages of area " + area + " at " + Values.hex(lastEnd) + " or later",
                    Values.hex(start));
                in.require(count > 0 && count <= room, at + PAGES_OFFSET,
                    "a run of 1 to " + room + " pages", Integer.toUnsignedLong(count));
                inRuns += count;
                lastEnd = start + (long) count * Values.PAGE_BYTES;
            }
        }
        pages += inRuns;
        if (inRuns == 0) {
            afterPages(in);
        } else {
            enter(State.PAGES, in, inRuns * Values.PAGE_BYTES);
        }
    }

    private void afterPages(final Fields in) {
        if (moreRuns) {
            enter(State.RUNS, in, Values.PAGE_BYTES);
        } else {
            lastEnd = area.end();
            enter(State.AREA, in, MappedArea.BYTES);
        }
    }
}
