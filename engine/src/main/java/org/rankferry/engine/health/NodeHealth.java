package org.rankferry.engine.health;

/**
 * The health of a node.
 *
 * @param health of the worst of its sensors.
 * @param reason what that one says; empty when all is well.
 */
public record NodeHealth(Health health, String reason) {
    /** Of a node that nobody watches. */
    public static final NodeHealth UNWATCHED = new NodeHealth(Health.UNKNOWN, "no sensor is watched");

    private static final int LONGEST_REASON = 200;

    /** Reasons travel to every node: long ones are cut. */
    public NodeHealth {
        reason = reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason;
    }

    @Override
    public String toString() {
        return health.word() + (reason.isEmpty() ? "" : ": " + reason);
    }
}
