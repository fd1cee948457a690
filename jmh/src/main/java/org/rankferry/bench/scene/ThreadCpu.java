package org.rankferry.bench.scene;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;

/**
 * CPU time of the agents' threads so far, apart: what they did themselves, and what the kernel did for them or in their
 * time. What a device that is made of software copies is the kernel's.
 *
 * @param user   seconds in their own code, in steps of 10 ms.
 * @param system seconds in the kernel.
 */
public record ThreadCpu(double user, double system) {
    /** Nothing. */
    public static final ThreadCpu NONE = new ThreadCpu(0, 0);

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final double NS_PER_S = 1e9;

    /** Of the threads of this process with one of these names. */
    public static ThreadCpu of(final String... names) {
        double user = 0;
        double all = 0;
        for (final var thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            if (thread != null && Arrays.asList(names).contains(thread.getThreadName())) {
                user += Math.max(0, THREADS.getThreadUserTime(thread.getThreadId())) / NS_PER_S;
                all += Math.max(0, THREADS.getThreadCpuTime(thread.getThreadId())) / NS_PER_S;
            }
        }
        return new ThreadCpu(user, Math.max(0, all - user));
    }

    /** Both together. */
    public double total() {
        return user + system;
    }

    /** The sum of both. */
    public ThreadCpu plus(final ThreadCpu other) {
        return new ThreadCpu(user + other.user, system + other.system);
    }

    /** What has been added since. */
    public ThreadCpu since(final ThreadCpu before) {
        return new ThreadCpu(user - before.user, system - before.system);
    }

    /** For so much of something. */
    public ThreadCpu per(final double amount) {
        return new ThreadCpu(user / amount, system / amount);
    }

    /** The kernel counts user time in ticks: in a short time they may be more than all there was, which is exact. */
    public ThreadCpu bounded() {
        final double all = total();
        final double own = Math.min(Math.max(0, user), all);
        return new ThreadCpu(own, all - own);
    }

    @Override
    public String toString() {
        final ThreadCpu shown = bounded();
        return String.format(Locale.ROOT, "%.3f + %.3f", shown.user, shown.system);
    }
}
