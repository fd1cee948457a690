package org.rankferry.engine.nativeio;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.OptionalLong;

import static org.rankferry.engine.nativeio.NativeFunction.ADDRESS;
import static org.rankferry.engine.nativeio.NativeFunction.INT;

/**
 * The kernel's CPU clock of a process: user and system time of all its threads, in nanoseconds. A transfer of a few
 * tens of milliseconds is shorter than some ticks of {@code /proc/PID/stat}, so this clock is asked first.
 */
public final class CpuClock {
    /** struct timespec on 64-bit Linux: seconds at 0, nanoseconds at 8. */
    private static final int TIMESPEC_BYTES = 16;
    private static final int CPUCLOCK_SCHED = 2;
    /** From here on the shift into a clock id would yield another clock; the kernel's pids end at 2^22. */
    private static final long PID_LIMIT = 1L << 28;

    private static final MethodHandle CLOCK_GETTIME =
        NativeFunction.withErrno("clock_gettime", INT, INT, ADDRESS);

    private CpuClock() {
    }

    /** CPU nanoseconds used by a process so far; empty when there is no such process. */
    public static OptionalLong nanos(final long pid) {
        if (pid <= 0) {
            throw new IllegalArgumentException("CPU clock of pid " + pid);
        }
        if (pid >= PID_LIMIT) {
            return OptionalLong.empty();
        }
        // What clock_getcpuclockid(3) computes on Linux.
        final int clock = (~(int) pid << 3) | CPUCLOCK_SCHED;
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment state = NativeFunction.newState(arena);
            final MemorySegment time = arena.allocate(TIMESPEC_BYTES, Long.BYTES);
            if ((int) CLOCK_GETTIME.invokeExact(state, clock, time) != 0) {
                return OptionalLong.empty();
            }
            return OptionalLong.of(
                time.get(ValueLayout.JAVA_LONG, 0) * 1_000_000_000L + time.get(ValueLayout.JAVA_LONG, Long.BYTES));
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("clock_gettime", t);
        }
    }
}
