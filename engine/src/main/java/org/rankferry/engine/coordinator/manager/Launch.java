package org.rankferry.engine.coordinator.manager;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.rankferry.engine.coordinator.job.JobSpec;
import org.rankferry.engine.coordinator.job.Move;
import org.rankferry.engine.coordinator.job.Order;
import org.rankferry.engine.coordinator.job.Repeats;
import org.rankferry.engine.coordinator.job.Report;

/**
 * The start of a job: all nodes launch their ranks, at their beginning or from the images of a checkpoint, and when
 * every rank waits at the barrier, all go on with the locations of all. Used by one thread.
 */
final class Launch {
    private final JobSpec job;
    private final long epoch;
    private final List<Move> loads;
    private final Map<String, String> directories;
    private final Consumer<Order> orders;
    private final long deadlineAfterNs;
    private final Repeats repeats = new Repeats();
    private final Set<String> awaited = new TreeSet<>();
    private final Map<Integer, String> locations = new TreeMap<>();
    private Order.Kind kind;
    private String fault;
    private boolean done;
    private long deadlineNs;

    /** At the beginning. */
    Launch(final JobSpec job, final long deadlineAfterNs, final Consumer<Order> orders) {
        this(job, Order.FIRST_EPOCH, List.of(), Map.of(), deadlineAfterNs, orders);
    }

    /**
     * From images.
     *
     * @param job         with its ranks where they are to be.
     * @param epoch       higher than all that the job has had.
     * @param loads       from the node that wrote images, onto the one that takes them.
     * @param directories of the images, by the node that wrote them.
     */
    Launch(
        final JobSpec job, final long epoch, final List<Move> loads, final Map<String, String> directories,
        final long deadlineAfterNs, final Consumer<Order> orders) {

        this.job = job;
        this.epoch = epoch;
        this.loads = loads;
        this.directories = directories;
        this.deadlineAfterNs = deadlineAfterNs;
        this.orders = orders;
    }

    void begin(final long nowNs) {
        await(loads.isEmpty() ? Order.Kind.LAUNCH : Order.Kind.LOAD, nowNs);
    }

    void onReport(final Report report, final long nowNs) {
        if (report.epoch() != epoch || isOver()) {
            return;
        }
        if (report.kind() == Report.Kind.FAILED && report.order() == kind) {
            fault = "node " + report.node() + ": " + report.text();
        } else if (report.kind() == kind.answer() && awaited.remove(report.node())) {
            repeats.begin(nowNs, awaited.size());
            locations.putAll(report.locations());
            if (!awaited.isEmpty()) {
                return;
            }
            if (kind.isStart()) {
                await(Order.Kind.RESUME, nowNs);
            } else {
                done = true;
            }
        }
    }

    void onLost(final String node) {
        if (job.ranks().containsKey(node) && !isOver()) {
            fault = "node " + node + " was lost before the job had begun";
        }
    }

    /** Looks at the clock. Returns nanoseconds until it wants to look again. */
    long onTime(final long nowNs) {
        if (isOver()) {
            return Long.MAX_VALUE;
        }
        if (nowNs - deadlineNs >= 0) {
            fault = "no answer of " + awaited + " to " + kind + " within "
                + TimeUnit.NANOSECONDS.toMillis(deadlineAfterNs) / 1000.0 + " s";
            return Long.MAX_VALUE;
        }
        if (repeats.isDue(nowNs)) {
            order();
        }
        return Math.min(deadlineNs, repeats.atNs()) - nowNs;
    }

    boolean isDone() {
        return done;
    }

    /** Why it can't begin, or null. */
    String fault() {
        return fault;
    }

    private boolean isOver() {
        return done || fault != null;
    }

    private void await(final Order.Kind next, final long nowNs) {
        kind = next;
        awaited.addAll(job.ranks().keySet());
        deadlineNs = nowNs + deadlineAfterNs;
        repeats.begin(nowNs, awaited.size());
        order();
    }

    private void order() {
        final boolean start = kind.isStart();
        orders.accept(new Order(
            kind, epoch, List.copyOf(awaited), start ? loads : List.of(), start ? directories : Map.of(), "",
            start ? Map.of() : locations));
    }
}
