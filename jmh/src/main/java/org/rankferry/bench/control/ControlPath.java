package org.rankferry.bench.control;

/**
 * How long orders and answers take on a cluster, where each node has processors of its own: the job manager and a node
 * one after the other, and the network. More than it takes, as they work at the same time. A model.
 *
 * @param manager   CPU seconds of the job manager by nodes.
 * @param node      CPU seconds of one node by nodes.
 * @param rounds    of an order and its answers.
 * @param latencyUs of an event from one node to another, in microseconds.
 */
public record ControlPath(Growth manager, Growth node, int rounds, double latencyUs) {
    /** PREPARE, STALL, CHECKPOINT beside RESTART, RELEASE, RESUME: an order and its answers each. */
    public static final int MOVE_ROUNDS = 5;
    private static final double US = 1e6;

    /** Seconds with n nodes. */
    public double seconds(final int n) {
        return manager.at(n) + node.at(n) + 2 * rounds * latencyUs / US;
    }
}
