package org.rankferry.engine.coordinator.job;

import java.util.Map;

/**
 * What a node says of an order.
 *
 * @param kind  of report.
 * @param order that it answers.
 * @param epoch of the order.
 * @param node  that says it.
 * @param text  the address for PREPARED, the cause for FAILED, else empty.
 * @param locations where ranks of the node are reached, by rank, for LAUNCHED, STALLED and JOINED.
 */
public record Report(
    Kind kind, Order.Kind order, long epoch, String node, String text, Map<Integer, String> locations) {

    /** What has become of an order. */
    public enum Kind {
        /** The ranks wait at the barrier for the first time. */
        LAUNCHED("LAUNCHED"),
        /** The target listens. */
        PREPARED("PREPARED"),
        /** The source has its pool. */
        OPENED("OPENED"),
        /** The node's ranks are quiet. */
        STALLED("STALLED"),
        /** The images of the node's moving ranks are whole and verified at the target. */
        STORED("MIGRATE_PIIC"),
        /** The restarted ranks wait at the barrier. */
        JOINED("JOINED"),
        /** The old copies are gone. */
        RELEASED("RELEASED"),
        /** The node's ranks go on. */
        RESUMED("RESUMED"),
        /** The node is as before. */
        ROLLED_BACK("ROLLED_BACK"),
        /** The images are removed. */
        FORGOTTEN("FORGOTTEN"),
        /** No copy of a rank is left on the node. */
        ENDED("ENDED"),
        /** The node can't do it. */
        FAILED("FAILED");

        private final String event;

        Kind(final String event) {
            this.event = event;
        }

        /** Its name on the backplane; MIGRATE_PIIC is that of the framework of 2010. */
        public String event() {
            return event;
        }
    }

    /** Copies what it is given. */
    public Report {
        locations = Map.copyOf(locations);
    }
}
