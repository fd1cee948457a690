package org.rankferry.checkpointer.blcr;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.rankferry.checkpointer.format.Fields;
import org.rankferry.checkpointer.format.StreamCheck;
import org.rankferry.checkpointer.format.StreamFault;
import org.rankferry.checkpointer.format.StreamSummary;

/**
 * Follows a context as BLCR writes it, of one process or several, on x86_64.
 *
 * <pre>
 *   file header 20:     'C' 4, 'R' 4, version 4 (8 or 9), scope 4, architecture 4
 *   each process:
 *     section 12:       threads 4, clone flags 4 (0x410f00), descriptor 4
 *     linkage:          bytes 4, 112 for each thread
 *     {@link Threads}, {@link Directories}, {@link SharedMappings}, {@link OpenFiles}
 *   trailer 12:         a section with 0 threads and descriptor -1
 * </pre>
 *
 * <p>Whatever is in the framing is compared with what can be there; pages and other content are stepped over.
 */
public final class BlcrStream implements StreamCheck {
    /** First bytes of every context. */
    static final byte[] MAGIC = {'C', 0, 0, 0, 'R', 0, 0, 0};
    static final String HEADERS = "headers";
    static final String THREADS = "threads";
    static final String AREAS = "areas";
    static final String PAGES = "pages";
    static final String SHARED = "shared";
    static final String FILES = "files";

    private static final int FILE_HEADER_BYTES = 20;
    private static final int VERSION_OFFSET = 8;
    private static final int SCOPE_OFFSET = 12;
    private static final int ARCHITECTURE_OFFSET = 16;
    private static final int OLDEST_VERSION = 8;
    private static final int NEWEST_VERSION = 9;
    private static final int SECTION_BYTES = 12;
    private static final int CLONE_FLAGS_OFFSET = 4;
    private static final int CLONE_FLAGS = 0x410f00;
    private static final int DESCRIPTOR_OFFSET = 8;
    private static final int MAX_THREADS = 1 << 16;
    private static final int LINKAGE_BYTES = 112;

    private static final Set<State> IN_HEADERS =
        EnumSet.of(State.FILE_HEADER, State.SECTION, State.LINKAGE_SIZE, State.LINKAGE, State.OVER);

    private final Fields in = new Fields();
    private final MappedAreas areas = new MappedAreas();
    private final MappedAreas ownPages = new MappedAreas();
    private final SavedObjects saved = new SavedObjects();
    private final Threads threadDumps = new Threads(areas);
    private final Part directories = new Directories();
    private final Part shared = new SharedMappings(saved, ownPages);
    private final OpenFiles openFiles = new OpenFiles(saved);
    private State state;
    private Part part;
    private int version;
    private Scope scope;
    private long processes;
    private long threads;
    private int ofProcess;

    private enum State {
        FILE_HEADER, SECTION, LINKAGE_SIZE, LINKAGE, THREADS, DIRECTORIES, SHARED, OPEN_FILES, OVER
    }

    /** At its start. */
    public BlcrStream() {
        enter(State.FILE_HEADER);
    }

    /** Whether a stream that begins so may be a context. */
    public static boolean isBegin(final byte[] begin) {
        return begin.length >= MAGIC.length && ByteBuffer.wrap(begin, 0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
    }

    @Override
    public void take(final ByteBuffer piece) {
        while (in.advance(piece)) {
            onField();
        }
    }

    @Override
    public void end() {
        if (state != State.OVER) {
            throw in.truncated();
        }
    }

    @Override
    public long offset() {
        return in.offset();
    }

    @Override
    public StreamSummary summary() {
        final Map<String, Object> facts = new LinkedHashMap<>();
        if (scope != null) {
            facts.put("version", version);
            facts.put("scope", scope.toString());
            facts.put("architecture", Architecture.X86_64.name().toLowerCase(Locale.ROOT));
        }
        if (threadDumps.kernel() != null) {
            facts.put("kernel", threadDumps.kernel());
        }
        facts.put("processes", processes);
        facts.put("threads", threads);
        facts.put("mapped_areas", areas.areas());
        facts.put("pages", areas.pages() + ownPages.pages());
        facts.put("open_files", openFiles.files());
        return new StreamSummary("BLCR context", facts, in.sectionBytes());
    }

    /** The one place where states change. */
    private void enter(final State next) {
        state = next;
        if (IN_HEADERS.contains(next)) {
            in.section(HEADERS);
        }
        switch (next) {
            case FILE_HEADER -> in.want(FILE_HEADER_BYTES, "file header of a BLCR context");
            case SECTION -> in.want(SECTION_BYTES, processes == 0 ? "a process" : "a process or the trailer");
            case LINKAGE_SIZE -> in.want(Integer.BYTES, "size of the linkage of the threads");
            case LINKAGE -> in.skip((long) ofProcess * LINKAGE_BYTES, "linkage of the threads");
            case THREADS -> beginPart(threadDumps);
            case DIRECTORIES -> beginPart(directories);
            case SHARED -> beginPart(shared);
            case OPEN_FILES -> beginPart(openFiles);
            case OVER -> in.want(1, "nothing");
            default -> throw new IllegalStateException(next.toString());
        }
    }

    private void beginPart(final Part next) {
        part = next;
        part.begin(in);
    }

    private void onField() {
        switch (state) {
            case FILE_HEADER -> onFileHeader();
            case SECTION -> onSection();
            case LINKAGE_SIZE -> {
                in.require(in.i32(0) == ofProcess * LINKAGE_BYTES, 0, "linkage of " + ofProcess
                    + " threads, " + LINKAGE_BYTES + " bytes each", in.i32(0) + " bytes");
                enter(State.LINKAGE);
            }
            case LINKAGE -> enter(State.THREADS);
            case THREADS -> onPart(State.DIRECTORIES);
            case DIRECTORIES -> onPart(State.SHARED);
            case SHARED -> onPart(State.OPEN_FILES);
            case OPEN_FILES -> onPart(State.SECTION);
            case OVER -> throw new StreamFault(in.start(), "the end of the stream after the trailer", "more bytes");
            default -> throw new IllegalStateException(state.toString());
        }
    }

    private void onPart(final State next) {
        if (part.onField(in)) {
            enter(next);
        }
    }

    private void onFileHeader() {
        for (int i = 0; i < MAGIC.length; i++) {
            in.require(in.u8(i) == MAGIC[i], i, "the mark CR of a BLCR context", "byte " + in.u8(i));
        }
        version = in.i32(VERSION_OFFSET);
        in.require(version >= OLDEST_VERSION && version <= NEWEST_VERSION, VERSION_OFFSET,
            "a BLCR context of version " + OLDEST_VERSION + " or " + NEWEST_VERSION, version);
        final Scope named = Scope.of(in.i32(SCOPE_OFFSET));
        in.require(named != null, SCOPE_OFFSET, "a scope, 0 (PROC) to 3 (TREE)", in.i32(SCOPE_OFFSET));
        final int architecture = in.i32(ARCHITECTURE_OFFSET);
        in.require(architecture == Architecture.X86_64.number(), ARCHITECTURE_OFFSET,
            "a BLCR context of x86_64, the only one whose layout is known here", Architecture.name(architecture));
        scope = named;
        enter(State.SECTION);
    }

    private void onSection() {
        ofProcess = in.i32(0);
        in.require(ofProcess >= 0 && ofProcess <= MAX_THREADS, 0, "a process with at most " + MAX_THREADS
            + " threads, or the trailer", ofProcess + " threads");
        in.require(in.i32(CLONE_FLAGS_OFFSET) == CLONE_FLAGS, CLONE_FLAGS_OFFSET,
            "the clone flags " + Values.hex(CLONE_FLAGS), Values.hex(in.i32(CLONE_FLAGS_OFFSET)));
        final int descriptor = in.i32(DESCRIPTOR_OFFSET);
        if (ofProcess == 0) {
            in.require(descriptor == -1, DESCRIPTOR_OFFSET, "descriptor -1 of the trailer", descriptor);
            in.require(processes > 0, 0, "at least one process", "the trailer");
            enter(State.OVER);
            return;
        }
        in.require(descriptor >= 0, DESCRIPTOR_OFFSET, "a descriptor", descriptor);
        in.require(processes == 0 || scope != Scope.PROC, 0, "the trailer, as scope PROC has one process",
            "another process");
        processes++;
        threads += ofProcess;
        threadDumps.expect(ofProcess);
        enter(State.LINKAGE_SIZE);
    }
}
