package org.rankferry.bench.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

import org.rankferry.bench.control.ControlSamples.Figure;

/**
 * What the measured points lead one to expect of more nodes. A model: nothing of it was measured.
 *
 * @param samples   measured, by growing number of nodes.
 * @param nodes     to project to.
 * @param latencyUs of an event from one node to another, in microseconds.
 */
record Projection(List<ControlSamples> samples, int nodes, double latencyUs) {
    /** LAUNCH, RESUME. */
    private static final int LAUNCH_ROUNDS = 2;
    private static final double US = 1e6;

    /** What is fitted, in the order in which it is shown. */
    private static final List<Figure> FITTED = List.of(
        Figure.LAUNCH_S, Figure.STALL_S, Figure.RESUME_S, Figure.TOTAL_S, Figure.MANAGER_CPU_S, Figure.NODE_CPU_S,
        Figure.LAUNCH_MANAGER_CPU_S, Figure.LAUNCH_NODE_CPU_S, Figure.EVENTS, Figure.BYTES);

    private Growth fit(final ToDoubleFunction<ControlSamples> value) {
        final Map<Integer, Double> points = new TreeMap<>();
        samples.forEach(one -> points.put(one.nodes(), Math.max(value.applyAsDouble(one), 1 / US)));
        return Growth.of(points);
    }

    private Growth fit(final Figure figure) {
        return fit(one -> one.median(figure));
    }

    private double criticalPath(final Figure manager, final Figure node, final int rounds, final int n) {
        return new ControlPath(fit(manager), fit(node), rounds, latencyUs).seconds(n);
    }

    private double movePath(final int n) {
        return criticalPath(Figure.MANAGER_CPU_S, Figure.NODE_CPU_S, ControlPath.MOVE_ROUNDS, n);
    }

    private double launchPath(final int n) {
        return criticalPath(Figure.LAUNCH_MANAGER_CPU_S, Figure.LAUNCH_NODE_CPU_S, LAUNCH_ROUNDS, n);
    }

    private Map<String, Growth> eventSizes() {
        final Map<String, Growth> sizes = new LinkedHashMap<>();
        samples.getLast().largest().forEach((name, bytes) -> {
            if (samples.stream().allMatch(one -> one.largest().containsKey(name))) {
                sizes.put(name, fit(one -> one.largest().get(name)));
            }
        });
        return sizes;
    }

    /** For people. */
    List<String> lines() {
        final List<String> lines = new ArrayList<>();
        lines.add("growth, least squares of relative errors at the measured medians, n nodes:");
        for (final Figure figure : FITTED) {
            final Growth growth = fit(figure);
            lines.add(String.format(
                Locale.ROOT, "  %-22s = %-40s off by %.0f %% at the most", figure.key(), growth.formula(),
                growth.worstPercent()));
        }
        lines.add("model, not measured: " + nodes + " nodes, " + (long) nodes * samples.getLast().ranks() + " ranks");
        lines.add(String.format(
            Locale.ROOT, "  as simulated, all nodes on this machine:   launch %.3g s, stall to resume %.3g s",
            fit(Figure.LAUNCH_S).at(nodes), fit(Figure.TOTAL_S).at(nodes)));
        lines.add(String.format(
            Locale.ROOT, "  on a cluster, each node its own events:    launch %.3g s, stall to resume %.3g s",
            launchPath(nodes), movePath(nodes)));
        lines.add(String.format(
            Locale.ROOT, "    = manager cpu + cpu of one node + rounds x 2 x %.3g us: %.3g + %.3g + %d x 2 x %.3g us"
                + " (launch %.3g + %.3g + %d x 2 x %.3g us)", latencyUs, fit(Figure.MANAGER_CPU_S).at(nodes),
            fit(Figure.NODE_CPU_S).at(nodes), ControlPath.MOVE_ROUNDS, latencyUs,
            fit(Figure.LAUNCH_MANAGER_CPU_S).at(nodes),
            fit(Figure.LAUNCH_NODE_CPU_S).at(nodes), LAUNCH_ROUNDS, latencyUs));
        lines.add("    what the network needs to carry the bytes, and to send one event to all, is not in it");
        final List<String> sizes = new ArrayList<>();
        eventSizes().forEach((name, size) -> sizes.add(String.format(Locale.ROOT, "%s %.0f (%d)", name, size.at(nodes),
            samples.getLast().largest().get(name))));
        lines.add("  bytes of the largest event of each name (in brackets measured at " + samples.getLast().nodes()
            + "): " + String.join(", ", sizes));
        return lines;
    }

    /** For machines. */
    Map<String, Object> toMap() {
        final Map<String, Object> fits = new LinkedHashMap<>();
        for (final Figure figure : FITTED) {
            fits.put(figure.key(), fit(figure).toMap());
        }
        final Map<String, Object> sizes = new LinkedHashMap<>();
        eventSizes().forEach((name, size) -> sizes.put(name, Math.round(size.at(nodes))));
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("nodes", nodes);
        fields.put("measured", false);
        fields.put("latency_us", latencyUs);
        fields.put("growth", fits);
        fields.put("simulated_launch_s", fit(Figure.LAUNCH_S).at(nodes));
        fields.put("simulated_total_s", fit(Figure.TOTAL_S).at(nodes));
        fields.put("cluster_launch_s", launchPath(nodes));
        fields.put("cluster_total_s", movePath(nodes));
        fields.put("event_bytes", sizes);
        return fields;
    }
}
