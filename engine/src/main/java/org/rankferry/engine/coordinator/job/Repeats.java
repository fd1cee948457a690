package org.rankferry.engine.coordinator.job;

import java.util.concurrent.TimeUnit;

/**
 * When an order is given again to those that have not answered: when no answer has come for a second and a millisecond
 * for each node that is awaited, then for twice as long, and so on up to eight times. While answers come in, nodes are
 * at work, and an order that is repeated to many of them would only add to it. Used by one thread. Reads no clock.
 */
public final class Repeats {
    private static final long FIRST_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long PER_NODE_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int MOST = 8;

    private long firstNs = FIRST_NS;
    private long intervalNs = FIRST_NS;
    private long atNs;

    /** The order was given for the first time, or somebody has answered; so many are awaited. */
    public void begin(final long nowNs, final int nodes) {
        firstNs = FIRST_NS + nodes * PER_NODE_NS;
        intervalNs = firstNs;
        atNs = nowNs + intervalNs;
    }

    /** Whether it is to be given again now; the next time is later then. */
    public boolean isDue(final long nowNs) {
        if (nowNs - atNs < 0) {
            return false;
        }
        intervalNs = Math.min(2 * intervalNs, MOST * firstNs);
        atNs = nowNs + intervalNs;
        return true;
    }

    /** When it will be due, by the clock of the others. */
    public long atNs() {
        return atNs;
    }
}
