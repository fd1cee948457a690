package org.rankferry.checkpointer.blcr;

import java.util.ArrayList;
import java.util.List;

import org.rankferry.checkpointer.format.Fields;

/**
 * Memory that a process shares through files which are nowhere else: the table of mappings, interval timers, then the
 * content of each file that no mapping before has brought, and pages that the process has for itself.
 *
 * <pre>
 *   | bytes of the table 8 | mapping 56 | ... | timers 96 | (path) content | ... | {@link MappedAreas}
 *
 *   a mapping:  0        8        16       24      32      40      48       56
 *               +--------+--------+--------+-------+-------+-------+--------+
 *               | file   | size   | kind   | start | end   | flags | pageOff|
 *               +--------+--------+--------+-------+-------+-------+--------+
 * </pre>
 *
 * <p>Kinds: 0 file, 1 shared memory (its content has no path before it), 2 huge pages, 3 file with pages of its own.
 */
final class SharedMappings implements Part {
    private static final int SIZE_BYTES = 8;
    private static final int MAPPING_BYTES = 56;
    private static final int TIMERS_BYTES = 96;
    private static final int MOST = 4096;
    private static final int FILE_SIZE_OFFSET = 8;
    private static final int KIND_OFFSET = 16;
    private static final int START_OFFSET = 24;
    private static final int END_OFFSET = 32;
    private static final int KIND_SHARED_MEMORY = 1;
    private static final int LAST_KIND = 3;

    private final SavedObjects saved;
    private final MappedAreas areas;
    private final NamePart name = new NamePart();
    private final List<Content> contents = new ArrayList<>();
    private State state;
    private int mappings;
    private int next;

    private enum State {
        SIZE, MAPPING, TIMERS, PATH, CONTENT, OWN_PAGES
    }

    /** Of a file, to come after the table. */
    private record Content(long bytes, boolean withPath) {
    }

    SharedMappings(final SavedObjects saved, final MappedAreas areas) {
        this.saved = saved;
        this.areas = areas;
    }

    @Override
    public void begin(final Fields in) {
        contents.clear();
        next = 0;
        enter(State.SIZE, in);
    }

    @Override
    public boolean onField(final Fields in) {
        switch (state) {
            case SIZE -> onSize(in);
            case MAPPING -> onMapping(in);
            case TIMERS -> nextContent(in);
            case PATH -> {
                if (name.onField(in)) {
                    enter(State.CONTENT, in);
                }
            }
            case CONTENT -> {
                next++;
                nextContent(in);
            }
            case OWN_PAGES -> {
                return areas.onField(in);
            }
            default -> throw new IllegalStateException(state.toString());
        }
        return false;
    }

    /** The one place where a field is asked for. */
    private void enter(final State to, final Fields in) {
        state = to;
        in.section(BlcrStream.SHARED);
        switch (to) {
            case SIZE -> in.want(SIZE_BYTES, "size of the table of shared mappings");
            case MAPPING -> in.want(MAPPING_BYTES, "a shared mapping");
            case TIMERS -> in.skip(TIMERS_BYTES, "interval timers");
            case PATH -> name.begin(in);
            case CONTENT -> in.skip(contents.get(next).bytes, "content of a shared mapping");
            case OWN_PAGES -> areas.begin(in);
            default -> throw new IllegalStateException(to.toString());
        }
    }

    private void onSize(final Fields in) {
        final long bytes = in.i64(0);
        in.require(bytes >= 0 && bytes % MAPPING_BYTES == 0 && bytes / MAPPING_BYTES <= MOST, 0,
            "size of a table of up to " + MOST + " shared mappings of " + MAPPING_BYTES + " bytes", bytes);
        mappings = (int) (bytes / MAPPING_BYTES);
        enter(mappings == 0 ? State.TIMERS : State.MAPPING, in);
    }

    private void onMapping(final Fields in) {
        final long size = in.i64(FILE_SIZE_OFFSET);
        final int kind = in.i32(KIND_OFFSET);
        final long start = in.i64(START_OFFSET);
        final long end = in.i64(END_OFFSET);
        in.require(size >= 0, FILE_SIZE_OFFSET, "size of a file", size);
        in.require(kind >= 0 && kind <= LAST_KIND, KIND_OFFSET, "a shared mapping of kind 0 to " + LAST_KIND,
            kind);
        in.require(Values.isPage(start) && Values.isEndOfPages(end) && start >= 0 && start < end, START_OFFSET,
            "pages of a shared mapping", Values.hex(start) + " to " + Values.hex(end));
        if (saved.add(in, 0, in.i64(0))) {
            contents.add(new Content(size, kind != KIND_SHARED_MEMORY));
        }
        mappings--;
        enter(mappings == 0 ? State.TIMERS : State.MAPPING, in);
    }

    private void nextContent(final Fields in) {
        enter(next == contents.size() ? State.OWN_PAGES : contents.get(next).withPath ? State.PATH : State.CONTENT, in);
    }
}
