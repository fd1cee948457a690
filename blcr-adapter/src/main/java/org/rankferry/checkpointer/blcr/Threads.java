package org.rankferry.checkpointer.blcr;

import java.nio.ByteBuffer;
import java.util.Arrays;

import org.rankferry.checkpointer.format.Fields;

/**
 * The threads of a process, each in a memory dump; that of the first holds the process's memory.
 *
 * <pre>
 *   0     3         4      5       6       7       8
 *   +-----+---------+------+-------+-------+-------+
 *   | VMA | version | arch | major | minor | patch |           of the kernel
 *   +-----+---------+------+-------+-------+-------+
 *   properties: option 4, kind 4, then 4 bytes, or 16 of kind 3 (the name); option 0 ends them
 *   process id 4
 *   credentials 40, at 24 the number of groups; 4 bytes for each
 *   registers and signals            {@link ThreadState}
 *   mapped areas and their pages     {@link MappedAreas}, of the first thread
 * </pre>
 */
final class Threads implements Part {
    private static final int HEADER_BYTES = 8;
    private static final int VERSION_OFFSET = 3;
    private static final int KERNEL_OFFSET = 5;
    private static final byte[] MAGIC = {'V', 'M', 'A'};
    private static final int VERSION = 6;
    private static final int OPTION_BYTES = 8;
    private static final int KIND_OFFSET = 4;
    private static final int KIND_NAME = 3;
    private static final int NAME_BYTES = 16;
    private static final int PID_BYTES = 4;
    private static final int MAX_PID = 1 << 22;
    private static final int CREDENTIALS_BYTES = 40;
    private static final int GROUPS_OFFSET = 24;
    private static final int MAX_GROUPS = 65536;
    private static final int PERMISSION_BITS = 0777;

    private final MappedAreas areas;
    private final ThreadState threadState = new ThreadState();
    private final byte[] header = new byte[HEADER_BYTES];
    private boolean headerKnown;
    private State state;
    private int count;
    private int current;

    private enum State {
        HEADER, PROPERTY, PROPERTY_VALUE, PID, CREDENTIALS, GROUPS, REGISTERS, AREAS
    }

    Threads(final MappedAreas areas) {
        this.areas = areas;
    }

    /** How many the next process has. */
    void expect(final int threads) {
        count = threads;
    }

    @Override
    public void begin(final Fields in) {
        current = 0;
        enter(State.HEADER, in, HEADER_BYTES);
    }

    @Override
    public boolean onField(final Fields in) {
        switch (state) {
            case HEADER -> onHeader(in);
            case PROPERTY -> onProperty(in);
            case PROPERTY_VALUE -> enter(State.PROPERTY, in, OPTION_BYTES);
            case PID -> onPid(in);
            case CREDENTIALS -> onCredentials(in);
            case GROUPS -> enter(State.REGISTERS, in, ThreadState.least());
            case REGISTERS -> {
                return onRegisters(in);
            }
            case AREAS -> {
                return areas.onField(in) && nextThread(in);
            }
            default -> throw new IllegalStateException(state.toString());
        }
        return false;
    }

    /** Kernel that wrote the stream; null before the first dump. */
    String kernel() {
        return headerKnown ? number(KERNEL_OFFSET) + "." + number(KERNEL_OFFSET + 1) + "." + number(KERNEL_OFFSET + 2)
            : null;
    }

    private int number(final int at) {
        return Byte.toUnsignedInt(header[at]);
    }

    /** The one place where a field is asked for. */
    private void enter(final State next, final Fields in, final int bytes) {
        state = next;
        in.section(BlcrStream.THREADS);
        switch (next) {
            case HEADER -> in.want(bytes, "a memory dump");
            case PROPERTY -> in.want(bytes, "a property of a thread");
            case PROPERTY_VALUE -> in.skip(bytes, "value of a property of a thread");
            case PID -> in.want(bytes, "a process id");
            case CREDENTIALS -> in.want(bytes, "credentials");
            case GROUPS -> in.skip(bytes, "groups");
            case REGISTERS -> in.want(bytes, "registers and signals of a thread");
            case AREAS -> areas.begin(in);
            default -> throw new IllegalStateException(next.toString());
        }
    }

    private void onHeader(final Fields in) {
        final ByteBuffer bytes = in.bytes();
        for (int i = 0; i < MAGIC.length; i++) {
            in.require(bytes.get(i) == MAGIC[i], i, "the mark VMA of a memory dump", in.u8(i));
        }
        in.require(in.u8(VERSION_OFFSET) == VERSION, VERSION_OFFSET,
            "a memory dump of version " + VERSION, in.u8(VERSION_OFFSET));
        in.require(in.u8(VERSION_OFFSET + 1) == Architecture.X86_64.number(), VERSION_OFFSET + 1,
            "a memory dump of x86_64", Architecture.name(in.u8(VERSION_OFFSET + 1)));
        if (headerKnown) {
            for (int i = KERNEL_OFFSET; i < HEADER_BYTES; i++) {
                in.require(bytes.get(i) == header[i], i, "a memory dump of kernel " + kernel(),
                    "another kernel");
            }
        }
        bytes.get(0, header);
        headerKnown = true;
        enter(State.PROPERTY, in, OPTION_BYTES);
    }

    private void onProperty(final Fields in) {
        final int option = in.i32(0);
        final int kind = in.i32(KIND_OFFSET);
        if (option == 0) {
            in.require(kind == 0, KIND_OFFSET, "0 after the last property of a thread", kind);
            enter(State.PID, in, PID_BYTES);
        } else {
            in.require(option > 0 && option < 1 << 16, 0, "a property of a thread", option);
            in.require(kind >= 0 && kind <= KIND_NAME, KIND_OFFSET, "a property of kind 0 to " + KIND_NAME,
                kind);
            enter(State.PROPERTY_VALUE, in, kind == KIND_NAME ? NAME_BYTES : Integer.BYTES);
        }
    }

    private void onPid(final Fields in) {
        in.require(in.i32(0) > 0 && in.i32(0) <= MAX_PID, 0, "a process id, 1 to " + MAX_PID, in.i32(0));
        enter(State.CREDENTIALS, in, CREDENTIALS_BYTES);
    }

    private void onCredentials(final Fields in) {
        final int groups = in.i32(GROUPS_OFFSET);
        in.require(groups >= 0 && groups <= MAX_GROUPS, GROUPS_OFFSET,
            "0 to " + MAX_GROUPS + " groups", groups);
        enter(State.GROUPS, in, groups * Integer.BYTES);
    }

    private boolean onRegisters(final Fields in) {
        final boolean first = current == 0;
        final int length = threadState.measure(in.bytes(), first, first ? Threads::isArea : this::isNextOrEnd,
            first ? MappedArea.BYTES : HEADER_BYTES);
        in.require(length != 0 && -length <= Fields.MAX_BYTES, 0,
            "registers and at most " + Fields.MAX_BYTES / 1024 + " KiB of signals of a thread, as x86_64 kernels have"
            + " written them", "something else");
        if (length < 0) {
            in.grow(-length);
            return false;
        }
        in.keep(length);
        if (first) {
            enter(State.AREAS, in, 0);
            return false;
        }
        return nextThread(in);
    }

    private boolean nextThread(final Fields in) {
        current++;
        if (current < count) {
            enter(State.HEADER, in, HEADER_BYTES);
            return false;
        }
        return true;
    }

    private static boolean isArea(final ByteBuffer bytes, final int at) {
        final MappedArea area = MappedArea.of(bytes, at);
        return area.isEndOfList() || area.isPossible();
    }

    /** The dump of the next thread, or after the last one the process's file mode mask and length of its root. */
    private boolean isNextOrEnd(final ByteBuffer bytes, final int at) {
        if (current + 1 < count) {
            final byte[] next = new byte[HEADER_BYTES];
            bytes.get(at, next);
            return Arrays.equals(next, header);
        }
        final int mask = bytes.getInt(at);
        final int length = bytes.getInt(at + Integer.BYTES);
        return (mask & ~PERMISSION_BITS) == 0 && length >= 1 && length <= Values.MAX_PATH_BYTES;
    }
}
