package org.rankferry.checkpointer.blcr;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Registers and signals of a thread, and of the first thread what the kernel knows of the process's memory.
 *
 * <pre>
 *   168  registers (code segment at 136)
 *     1  whether there is floating-point state
 *     f  floating-point state, when there is
 *    48  debug registers
 *    24  user stack pointer, base of fs, base of gs
 *     4  segments fs and gs
 *    24  thread-local segments
 *   0|8  return address of 32-bit system calls
 *    24  alternate signal stack
 *     8  blocked signals
 *     q  own queue of signals: each -1, or flags and 128 bytes of the signal; at its end 8 bytes of pending ones
 *     q  the process's queue                                              (first thread)
 *  2048  actions of 64 signals                                            (first thread)
 *    16  address of the thread's id, personality
 *    88  code, data, heap, stack, arguments and environment: 11 addresses (first thread)
 *   0|8  where mappings begin                                             (first thread)
 * </pre>
 *
 * <p>How long the floating-point state is, and whether the two optional words are there, depends on the kernel that
 * wrote it, and is told nowhere. So all that kernels have had are tried, until what must be at a certain place is
 * there: segments, addresses, ends of queues, and what follows. What has fitted once holds for the rest of the stream.
 */
final class ThreadState {
    private static final int REGISTERS = 168;
    private static final int CODE_SEGMENT_OFFSET = 136;
    private static final int USER_CODE = 0x33;
    private static final int USER_CODE_32 = 0x23;
    private static final int DEBUG_REGISTERS = 48;
    private static final int POINTERS = 3;
    private static final int THREAD_SEGMENTS = 4 + 24;
    private static final int SIGNAL_BYTES = 128;
    private static final int SIGNALS = 64;
    private static final int ACTION_BYTES = 32;
    private static final int ACTION_RESTORER_OFFSET = 16;
    private static final int END_OF_QUEUE = -1;
    private static final int MAX_STACK_FLAG = 2;
    private static final int PERSONALITY_BITS = 32;
    private static final int MEMORY_WORDS = 11;
    /** Pairs of words of which the second is no less than the first: code, data, heap, arguments, environment. */
    private static final int[] MEMORY_RANGES = {0, 2, 4, 7, 9};

    private static final int BAD = Integer.MIN_VALUE;
    private static final int[] FLOATING_POINT = {832, 512, 576, 960, 1088};

    private List<Layout> layouts = new ArrayList<>();
    private ByteBuffer bytes;
    private int at;

    /**
     * What differs among kernels.
     *
     * @param floatingPoint bytes of floating-point state.
     * @param callReturn    bytes of the return address of 32-bit system calls.
     * @param mappingBase   bytes of the place where mappings begin.
     */
    private record Layout(int floatingPoint, int callReturn, int mappingBase) {
    }

    /** Says whether what follows the state of a thread can be there. */
    @FunctionalInterface
    interface Follower {
        /** At this place, where {@link #bytes} more are. */
        boolean isPossible(ByteBuffer bytes, int at);
    }

    ThreadState() {
        for (final int mappingBase : new int[] {Long.BYTES, 0}) {
            for (final int callReturn : new int[] {Long.BYTES, 0}) {
                for (final int floatingPoint : FLOATING_POINT) {
                    layouts.add(new Layout(floatingPoint, callReturn, mappingBase));
                }
            }
        }
    }

    /** Bytes that are there in any layout; fewer need not be looked at. */
    static int least() {
        return REGISTERS + 1;
    }

    /**
     * Finds out how long the state is.
     *
     * @param state         from its start, as far as it is known.
     * @param first         whether this is the first thread of the process.
     * @param follower      what must come after it.
     * @param followerBytes that the follower looks at.
     * @return its length; when more bytes are needed to tell, their number, negative; 0 when this is no such state.
     */
    int measure(final ByteBuffer state, final boolean first, final Follower follower, final int followerBytes) {
        bytes = state;
        int needed = Integer.MAX_VALUE;
        for (final Layout layout : layouts) {
            final int length = measure(layout, first, follower, followerBytes);
            if (length > 0) {
                settle(length, first, follower, followerBytes);
                return length;
            }
            if (length != BAD) {
                needed = Math.min(needed, -length);
            }
        }
        return needed == Integer.MAX_VALUE ? 0 : -needed;
    }

    /** From now on only layouts that would have measured the same. */
    private void settle(final int length, final boolean first, final Follower follower, final int followerBytes) {
        final List<Layout> fitting = new ArrayList<>();
        for (final Layout layout : layouts) {
            if (measure(layout, first, follower, followerBytes) == length) {
                fitting.add(layout);
            }
        }
        layouts = fitting;
    }

    private int measure(
        final Layout layout, final boolean first, final Follower follower, final int followerBytes) {

        at = 0;
        try {
            if (!registers(layout) || !signals(first) || (first && !memory(layout))) {
                return BAD;
            }
            final int length = at;
            need(followerBytes);
            return follower.isPossible(bytes, length) ? length : BAD;
        } catch (final MoreNeeded more) {
            return -more.bytes;
        }
    }

    private boolean registers(final Layout layout) {
        need(REGISTERS + 1);
        final long code = bytes.getLong(CODE_SEGMENT_OFFSET);
        final int withFloatingPoint = bytes.get(REGISTERS);
        if ((code != USER_CODE && code != USER_CODE_32) || withFloatingPoint < 0 || withFloatingPoint > 1) {
            return false;
        }
        at += REGISTERS + 1 + withFloatingPoint * layout.floatingPoint + DEBUG_REGISTERS;
        if (!addresses(POINTERS)) {
            return false;
        }
        at += THREAD_SEGMENTS;
        return layout.callReturn == 0 || address();
    }

    private boolean signals(final boolean first) {
        if (!address()) {
            return false;
        }
        final long stackFlags = word() & 0xffff_ffffL;
        if (stackFlags > MAX_STACK_FLAG || !address()) {
            return false;
        }
        at += Long.BYTES; // any signal may be blocked
        if (!queue() || (first && !(queue() && actions()))) {
            return false;
        }
        return address() && word() >>> PERSONALITY_BITS == 0;
    }

    private boolean queue() {
        while (number() != END_OF_QUEUE) {
            final int signal = number();
            if (signal < 1 || signal > SIGNALS) {
                return false;
            }
            at += SIGNAL_BYTES - Integer.BYTES;
        }
        at += Long.BYTES; // any signal may be pending
        return true;
    }

    private boolean actions() {
        need(SIGNALS * ACTION_BYTES);
        for (int signal = 0; signal < SIGNALS; signal++, at += ACTION_BYTES) {
            if (!Values.isAddress(bytes.getLong(at)) || !Values.isAddress(bytes.getLong(at + ACTION_RESTORER_OFFSET))) {
                return false;
            }
        }
        return true;
    }

    private boolean memory(final Layout layout) {
        need(MEMORY_WORDS * Long.BYTES);
        for (int i = 0; i < MEMORY_WORDS; i++) {
            if (!Values.isAddress(bytes.getLong(at + i * Long.BYTES))) {
                return false;
            }
        }
        for (final int from : MEMORY_RANGES) {
            if (bytes.getLong(at + from * Long.BYTES) > bytes.getLong(at + (from + 1) * Long.BYTES)) {
                return false;
            }
        }
        at += MEMORY_WORDS * Long.BYTES;
        return layout.mappingBase == 0 || address();
    }

    private boolean addresses(final int count) {
        for (int i = 0; i < count; i++) {
            if (!address()) {
                return false;
            }
        }
        return true;
    }

    private boolean address() {
        return Values.isAddress(word());
    }

    private long word() {
        need(Long.BYTES);
        at += Long.BYTES;
        return bytes.getLong(at - Long.BYTES);
    }

    private int number() {
        need(Integer.BYTES);
        at += Integer.BYTES;
        return bytes.getInt(at - Integer.BYTES);
    }

    private void need(final int more) {
        if (at + more > bytes.limit()) {
            throw new MoreNeeded(at + more);
        }
    }

    /** Ends a measurement that has come to the end of what is known. */
    private static final class MoreNeeded extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int bytes;

        MoreNeeded(final int bytes) {
            super(null, null, false, false);
            this.bytes = bytes;
        }
    }
}
