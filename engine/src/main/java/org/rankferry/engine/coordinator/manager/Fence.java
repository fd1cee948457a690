package org.rankferry.engine.coordinator.manager;

import java.time.Duration;

/**
 * The time in which ranks may still run on a node that was lost: its agent ends them when it has heard of no manager
 * for as long. Nothing is started in their place before it is over. Used by one thread.
 */
final class Fence {
    private final long fenceNs;
    private long lostNs;
    private boolean anyLost;

    Fence(final Duration fence) {
        fenceNs = fence.toNanos();
    }

    /** A node was lost. */
    void onLost(final long nowNs) {
        lostNs = nowNs;
        anyLost = true;
    }

    /** How long it still is. */
    long leftNs(final long nowNs) {
        return anyLost ? Math.max(0, lostNs + fenceNs - nowNs) : 0;
    }
}
