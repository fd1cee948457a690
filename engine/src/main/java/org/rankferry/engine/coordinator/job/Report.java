package org.rankferry.engine.coordinator.job;

/**
 * What a node says of an order.
 *
 * @param kind  of report.
 * @param epoch of the order.
 * @param node  that says it.
 * @param text  the address for PREPARED, the cause for FAILED, else empty.
 */
public record Report(Kind kind, long epoch, String node, String text) {
    /** What has become of an order. */
    public enum Kind {
        /** The target listens. */
        PREPARED,
        /** The node's ranks are quiet. */
        STALLED,
        /** The images of the node's moving ranks are whole and verified at the target. */
        STORED,
        /** The restarted ranks wait at the barrier. */
        JOINED,
        /** The old copies are gone. */
        RELEASED,
        /** The node's ranks go on. */
        RESUMED,
        /** The node is as before. */
        ROLLED_BACK,
        /** The node can't do it. */
        FAILED
    }
}
