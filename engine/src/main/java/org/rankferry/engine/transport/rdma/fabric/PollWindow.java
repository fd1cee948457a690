package org.rankferry.engine.transport.rdma.fabric;

import java.util.concurrent.TimeUnit;

/**
 * How long to poll for a completion before sleeping: longer when the last sleep was so short that polling would have
 * met its end, shorter when polling was in vain. What KVM does with halted processors ({@code halt_poll_ns}).
 *
 * <p>A sleep costs a system call, a thread's wake-up and a switch, some tens of microseconds; a core that polls is
 * taken from the ranks. So the window begins at nothing and never grows beyond {@value #MOST_NS} ns.
 */
final class PollWindow {
    static final long MOST_NS = 100_000;
    private static final long FIRST_NS = 10_000;
    private static final long SHORT_SLEEP_NS = TimeUnit.MICROSECONDS.toNanos(200);

    private long windowNs;

    long ns() {
        return windowNs;
    }

    /** A sleep has ended. */
    void slept(final long ns) {
        if (ns <= SHORT_SLEEP_NS) {
            windowNs = Math.min(MOST_NS, Math.max(FIRST_NS, 2 * windowNs));
        } else {
            windowNs /= 2;
        }
    }
}
