package org.rankferry.engine.coordinator.manager;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.rankferry.engine.coordinator.job.Order;
import org.rankferry.engine.coordinator.job.Repeats;
import org.rankferry.engine.coordinator.job.Report;

/** The end of all copies of a job's ranks: ordered until every node has said that none is left. Used by one thread. */
final class Ending {
    private static final long AT_MOST_NS = TimeUnit.SECONDS.toNanos(10);

    private final Set<String> nodes;
    private final long epoch;
    private final String why;
    private final Consumer<Order> orders;
    private final long deadlineNs;
    private final Fence fence;
    private final Repeats repeats = new Repeats();

    /**
     * Not ordered yet.
     *
     * @param nodes that may have copies.
     * @param fence it is not over before, because a node that was lost may still have some.
     */
    Ending(
        final Collection<String> nodes, final long epoch, final String why, final long nowNs, final Fence fence,
        final Consumer<Order> orders) {

        this.nodes = new TreeSet<>(nodes);
        this.epoch = epoch;
        this.why = why;
        this.orders = orders;
        this.fence = fence;
        deadlineNs = nowNs + AT_MOST_NS;
    }

    void begin(final long nowNs) {
        repeats.begin(nowNs, nodes.size());
        order();
    }

    void onReport(final Report report) {
        if (report.kind() == Report.Kind.ENDED) {
            nodes.remove(report.node());
        }
    }

    /** Looks at the clock, and at who is there. Returns the amount of work done. */
    int onTime(final long nowNs, final Collection<String> present) {
        if (nodes.retainAll(Set.copyOf(present))) {
            fence.onLost(nowNs);
        }
        if (nodes.isEmpty() || !repeats.isDue(nowNs)) {
            return 0;
        }
        order();
        return 1;
    }

    /** Nanoseconds until it wants to look again. */
    long idleNs(final long nowNs) {
        return nodes.isEmpty() ? fence.leftNs(nowNs)
            : Math.max(0, Math.min(repeats.atNs(), deadlineNs) - nowNs);
    }

    /** Whether all have ended, or some node does not answer. */
    boolean isOver(final long nowNs) {
        return nodes.isEmpty() ? fence.leftNs(nowNs) == 0 : nowNs - deadlineNs >= 0;
    }

    /** Nodes that have not said it. */
    Set<String> silent() {
        return nodes;
    }

    String why() {
        return why;
    }

    private void order() {
        orders.accept(new Order(Order.Kind.END, epoch, List.copyOf(nodes), List.of(), Map.of(), why, Map.of()));
    }
}
