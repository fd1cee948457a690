package org.rankferry.engine.observe;

import java.io.IOException;
import java.util.OptionalLong;

import org.rankferry.engine.nativeio.CpuClock;
import org.rankferry.engine.nativeio.ProcessStat;

/**
 * CPU time of processes, user and system of all their threads, in seconds. Take it before and after and subtract. A
 * process that has ended and was waited for is gone from the kernel: ask before.
 */
public final class CpuTime {
    private static final double NS_PER_S = 1e9;

    private CpuTime() {
    }

    /** CPU seconds of this process. */
    public static double ofSelf() {
        try {
            return of(ProcessHandle.current().pid());
        } catch (final IOException e) {
            throw new IllegalStateException("no CPU time of this process: " + e.getMessage(), e);
        }
    }

    /**
     * CPU seconds of a process.
     *
     * @throws IOException when there is no such process (any more), or the machine does not tell
     */
    public static double of(final long pid) throws IOException {
        final OptionalLong nanos = CpuClock.nanos(pid);
        return nanos.isPresent() ? nanos.getAsLong() / NS_PER_S : fromStat(pid);
    }

    /** In ticks of 10 ms, for a kernel that keeps its CPU clocks from us. */
    static double fromStat(final long pid) throws IOException {
        final ProcessStat stat = ProcessStat.read(pid).orElseThrow(
            () -> new IOException("CPU time of pid " + pid + ": there is no such process"));
        return (double) (stat.userTicks() + stat.systemTicks()) / ProcessStat.TICKS_PER_SECOND;
    }
}
