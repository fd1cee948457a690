package org.rankferry.checkpointer.blcr;

import java.nio.ByteBuffer;

import org.rankferry.checkpointer.format.Fields;

/**
 * The open files of a process.
 *
 * <pre>
 *   table 12:        mark 2, descriptors, next one
 *   descriptor 32:   mark 6, kind, number, close on exec, unlinked, -, file (8)
 *     kind 1, 9      48: mark 7, -, file (8), mode, -, position (8), size (8), flags, -   path   content if unlinked
 *     kind 2         24: mark 11, mode, position (8), flags, -                            path
 *     kind 4         56 or 64: mark 8, -, pipe (8), inside, bytes, ...                    path   content unless -1
 *     kind 5         nothing: a socket, which BLCR does not save
 *     kind 6         20: mark 4, major, minor, mode, flags
 *     kind 8         4: mark 5; the same file as one before
 *     kind 100       the end; number is -1
 * </pre>
 *
 * <p>Releases of BLCR differ in the size of a pipe's record, which is told by the path that follows.
 */
final class OpenFiles implements Part {
    private static final int TABLE_BYTES = 12;
    private static final int TABLE_MARK = 2;
    private static final int DESCRIPTOR_BYTES = 32;
    private static final int DESCRIPTOR_MARK = 6;
    private static final int KIND_OFFSET = 4;
    private static final int NUMBER_OFFSET = 8;
    private static final int UNLINKED_OFFSET = 16;
    private static final int FILE_ID_OFFSET = 8;
    private static final int FILE_SIZE_OFFSET = 32;
    private static final int PIPE_BYTES_OFFSET = 20;
    private static final int PIPE_SHORT = 56;
    private static final int PIPE_LONG = 64;
    private static final int PIPE_LOOK_AHEAD = 5;
    private static final int MAX_DESCRIPTORS = 1 << 20;
    private static final int NO_CONTENT = -1;

    private final SavedObjects saved;
    private final NamePart name = new NamePart();
    private State state;
    private Kind kind;
    private int lastNumber;
    private boolean unlinked;
    private long content;
    private long files;

    private enum State {
        TABLE, DESCRIPTOR, RECORD, PATH, CONTENT
    }

    /** Kinds of open files. */
    private enum Kind {
        FILE(1, 48, 7, true), DIRECTORY(2, 24, 11, true), PIPE(4, PIPE_LONG + PIPE_LOOK_AHEAD, 8, true),
        SOCKET(5, 0, 0, false), DEVICE(6, 20, 4, false), SAME(8, 4, 5, false), REQUEST(9, 48, 7, true),
        END(100, 0, 0, false);

        private final int number;
        private final int recordBytes;
        private final int mark;
        private final boolean hasPath;

        Kind(final int number, final int recordBytes, final int mark, final boolean hasPath) {
            this.number = number;
            this.recordBytes = recordBytes;
            this.mark = mark;
            this.hasPath = hasPath;
        }

        static Kind of(final int number) {
            for (final Kind kind : values()) {
                if (kind.number == number) {
                    return kind;
                }
            }
            return null;
        }
    }

    OpenFiles(final SavedObjects saved) {
        this.saved = saved;
    }

    /** Open files of all processes so far. */
    long files() {
        return files;
    }

    @Override
    public void begin(final Fields in) {
        lastNumber = -1;
        enter(State.TABLE, in);
    }

    @Override
    public boolean onField(final Fields in) {
        switch (state) {
            case TABLE -> {
                mark(in, TABLE_MARK, "a table of open files");
                final int descriptors = in.i32(KIND_OFFSET);
                in.require(descriptors >= 0 && descriptors <= MAX_DESCRIPTORS, KIND_OFFSET,
                    "0 to " + MAX_DESCRIPTORS + " descriptors", descriptors);
                enter(State.DESCRIPTOR, in);
            }
            case DESCRIPTOR -> {
                return onDescriptor(in);
            }
            case RECORD -> onRecord(in);
            case PATH -> {
                if (name.onField(in)) {
                    enter(State.CONTENT, in);
                }
            }
            case CONTENT -> enter(State.DESCRIPTOR, in);
            default -> throw new IllegalStateException(state.toString());
        }
        return false;
    }

    /** The one place where a field is asked for. */
    private void enter(final State next, final Fields in) {
        state = next;
        in.section(BlcrStream.FILES);
        switch (next) {
            case TABLE -> in.want(TABLE_BYTES, "a table of open files");
            case DESCRIPTOR -> in.want(DESCRIPTOR_BYTES, "an open file");
            case RECORD -> in.want(kind.recordBytes, "record of an open file");
            case PATH -> name.begin(in);
            case CONTENT -> in.skip(content, "content of an open file");
            default -> throw new IllegalStateException(next.toString());
        }
    }

    private boolean onDescriptor(final Fields in) {
        mark(in, DESCRIPTOR_MARK, "an open file");
        final int number = in.i32(NUMBER_OFFSET);
        kind = Kind.of(in.i32(KIND_OFFSET));
        in.require(kind != null, KIND_OFFSET, "an open file of a kind that BLCR saves",
            "kind " + in.i32(KIND_OFFSET));
        if (kind == Kind.END) {
            in.require(number == -1, NUMBER_OFFSET, "-1 after the last open file", number);
            return true;
        }
        in.require(number > lastNumber && number < MAX_DESCRIPTORS, NUMBER_OFFSET,
            "a descriptor above " + lastNumber, number);
        lastNumber = number;
        unlinked = in.i32(UNLINKED_OFFSET) != 0;
        files++;
        enter(kind.recordBytes == 0 ? State.DESCRIPTOR : State.RECORD, in);
        return false;
    }

    private void onRecord(final Fields in) {
        mark(in, kind.mark, "record of an open file of kind " + kind.number);
        content = 0;
        switch (kind) {
            case FILE, REQUEST -> {
                final long size = in.i64(FILE_SIZE_OFFSET);
                in.require(size >= 0, FILE_SIZE_OFFSET, "size of a file", size);
                content = unlinked && saved.add(in, FILE_ID_OFFSET, in.i64(FILE_ID_OFFSET)) ? size : 0;
            }
            case PIPE -> {
                final int bytes = in.i32(PIPE_BYTES_OFFSET);
                in.require(bytes >= NO_CONTENT, PIPE_BYTES_OFFSET, "bytes in a pipe", bytes);
                content = Math.max(0, bytes);
                final ByteBuffer record = in.bytes();
                in.keep(isPath(record, PIPE_LONG) ? PIPE_LONG : PIPE_SHORT);
            }
            case DIRECTORY, SOCKET, DEVICE, SAME, END -> { }
            default -> throw new IllegalStateException(kind.toString());
        }
        enter(kind.hasPath ? State.PATH : State.DESCRIPTOR, in);
    }

    private static boolean isPath(final ByteBuffer bytes, final int at) {
        final int length = bytes.getInt(at);
        final byte first = bytes.get(at + Integer.BYTES);
        return length >= 1 && length <= Values.MAX_PATH_BYTES && (first == '/' || first == 'p');
    }

    private static void mark(final Fields in, final int mark, final String what) {
        in.require(in.i32(0) == mark, 0, "the mark " + mark + " of " + what, in.i32(0));
    }
}
