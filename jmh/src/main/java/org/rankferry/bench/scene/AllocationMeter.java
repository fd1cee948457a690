package org.rankferry.bench.scene;

import java.lang.management.ManagementFactory;

import com.sun.management.ThreadMXBean;

/** Bytes of heap the thread of one agent has allocated. Any thread may ask. */
public final class AllocationMeter {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final long threadId;

    /**
     * Finds the agent's thread.
     *
     * @param role of the agent, which is the name of its thread.
     * @throws IllegalStateException when no such thread runs.
     */
    public AllocationMeter(final String role) {
        threadId = Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals(role)).mapToLong(Thread::threadId).findFirst()
            .orElseThrow(() -> new IllegalStateException("no thread " + role + " runs"));
    }

    /** Bytes since the thread began. */
    public long bytes() {
        return THREADS.getThreadAllocatedBytes(threadId);
    }
}
