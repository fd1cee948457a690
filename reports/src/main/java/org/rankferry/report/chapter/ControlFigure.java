package org.rankferry.report.chapter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import org.rankferry.report.figure.LineChart;
import org.rankferry.report.figure.Numbers;
import org.rankferry.report.page.Figure;
import org.rankferry.report.results.ControlResult;
import org.rankferry.report.results.Origin;
import org.rankferry.report.results.Range;
import org.rankferry.report.results.Results;

/** What the control plane costs by number of nodes. */
final class ControlFigure {
    private static final Map<String, String> QUANTITIES = quantities();

    private final List<ControlResult> results;
    private final Labels labels;

    ControlFigure(final Results results) {
        this.results = results.controls();
        this.labels = new Labels(results);
    }

    private static Map<String, String> quantities() {
        final Map<String, String> names = new LinkedHashMap<>();
        names.put("total_s", "whole move");
        names.put("stall_s", "stall");
        names.put("resume_s", "resume");
        names.put("manager_cpu_s", "CPU of the job manager");
        names.put("node_cpu_s", "CPU of one node");
        return names;
    }

    Figure figure() {
        final String id = "control-plane";
        final String title = "The control plane by number of nodes";
        final String caption = "A move without data: orders, answers and the journal alone. All nodes are simulated"
            + " in one"
            + " process on one machine, so the times are more than a cluster's, where each node has its own processors;"
            + " CPU times carry over.";
        if (results.isEmpty()) {
            return Figure.missing(
                id, title, caption, "No result of 'rankferry bench-control' is in these files; measure with:"
                + " rankferry bench-control --json control.json.");
        }
        final Tidy tidy = new Tidy();
        final List<LineChart.Series> series = new ArrayList<>();
        final TreeSet<Double> nodes = new TreeSet<>();
        for (final ControlResult result : results) {
            QUANTITIES.forEach((key, name) -> {
                final List<LineChart.Point> points = new ArrayList<>();
                for (final ControlResult.Point point : result.points()) {
                    final Range range = point.range(key).orElse(null);
                    if (range != null && range.min() > 0) {
                        nodes.add((double) point.nodes());
                        points.add(new LineChart.Point(point.nodes(), range.median(), range.min(), range.max()));
                        tidy.control(
                            result.origin(), point.nodes(), result.ranksPerNode(), name + ", scope " + result.scope(),
                            range);
                    }
                }
                if (!points.isEmpty()) {
                    series.add(new LineChart.Series(name + suffix(result), points, false));
                }
            });
        }
        if (series.isEmpty()) {
            return Figure.missing(id, title, caption, "The results of bench-control have no point in 'measured'.");
        }
        final LineChart chart = new LineChart(
            series, new LineChart.Horizontal("nodes (logarithmic)", List.copyOf(nodes), Numbers::compact),
            new LineChart.Vertical("seconds (logarithmic); whisker: fastest to slowest run", true));
        return new Figure(
            id, new Figure.Text(title, caption, Alt.of(chart)), chart, tidy.table(),
            List.of("The paper has no numbers of this kind."), origins());
    }

    private String suffix(final ControlResult result) {
        final boolean several = results.stream().map(ControlResult::scope).distinct().count() > 1;
        return (several ? ", scope " + result.scope() : "") + labels.of(result.origin());
    }

    private List<Origin> origins() {
        return results.stream().map(ControlResult::origin).toList();
    }
}
