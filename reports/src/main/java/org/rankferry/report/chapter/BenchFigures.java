package org.rankferry.report.chapter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeSet;

import org.rankferry.report.figure.Bar;
import org.rankferry.report.figure.BarChart;
import org.rankferry.report.figure.DotChart;
import org.rankferry.report.figure.Ink;
import org.rankferry.report.figure.Key;
import org.rankferry.report.figure.LineChart;
import org.rankferry.report.figure.Numbers;
import org.rankferry.report.page.Figure;
import org.rankferry.report.results.BenchPoint;
import org.rankferry.report.results.Origin;
import org.rankferry.report.results.Range;
import org.rankferry.report.results.Results;

/** Figures of what {@code rankferry bench} measured. */
final class BenchFigures {
    private static final String NONE = "No result of 'rankferry bench' is in these files.";
    private static final String PAPER = "The paper has no numbers of this kind.";

    private final List<BenchPoint> points;
    private final Labels labels;

    BenchFigures(final Results results) {
        points = results.benches();
        labels = new Labels(results);
    }

    /** Rates by size of a chunk. */
    Figure sweep() {
        final String id = "sweep";
        final String title = "Rate by transport and size of a chunk";
        final String caption = "Image sets of all ranks, from asking for them to their commit at the target, checksums"
            + " included.";
        if (points.isEmpty()) {
            return Figure.missing(id, title, caption, NONE);
        }
        final Tidy tidy = new Tidy();
        final Map<String, List<LineChart.Point>> series = new LinkedHashMap<>();
        points.stream().sorted(Comparator.comparingLong(BenchPoint::chunkBytes)).forEach(point -> {
            final Range rate = point.rate();
            series.computeIfAbsent(labels.of(point, points, false), key -> new ArrayList<>()).add(
                new LineChart.Point(point.chunkBytes(), rate.median(), rate.min(), rate.max()));
            addTo(tidy, point);
        });
        final LineChart chart = new LineChart(
            series.entrySet().stream().map(one -> new LineChart.Series(one.getKey(), one.getValue(), false)).toList(),
            new LineChart.Horizontal(
                "size of a chunk (logarithmic)", new TreeSet<>(points.stream().map(one -> (double) one.chunkBytes())
                    .toList()).stream().toList(), bytes -> Numbers.bytes(Math.round(bytes))),
            new LineChart.Vertical("GiB/s; whisker: slowest to fastest set", false));
        final List<String> notes = new ArrayList<>();
        if (points.stream().map(BenchPoint::chunkBytes).distinct().count() < 2) {
            notes.add("Only one size of a chunk was measured; more: rankferry bench --chunk 64k,256k,1M,4M --pool"
                + " 32M.");
        }
        notes.add(PAPER);
        noise(notes);
        return new Figure(
            id, new Figure.Text(title, caption, Alt.of(chart)), chart, tidy.table(), List.copyOf(notes), origins());
    }

    private static void addTo(final Tidy tidy, final BenchPoint point) {
        tidy.measured(point, "rate, " + point.ranks() + " ranks, depth " + point.depth(), "GiB/s", point.rate());
        point.baselines().forEach((name, range) -> tidy.measured(point, "bound: " + name, "GiB/s", range));
        final OptionalDouble cpu = point.fields().number("cpu_s_per_gib");
        cpu.ifPresent(value -> tidy.measured(point, "CPU", "s/GiB", new Range(value, value, value, 0)));
    }

    private void noise(final List<String> notes) {
        final Map<String, List<String>> where = new LinkedHashMap<>();
        points.stream().filter(point -> !point.noise().isEmpty()).forEach(point -> where
            .computeIfAbsent(point.noise(), key -> new ArrayList<>()).add(labels.of(point, points, true)));
        where.forEach((words, names) -> notes.add(
            "The machine was not quiet: " + words + " (" + String.join("; ", names) + ")."));
    }

    /** How long a chunk takes. */
    Figure latencies() {
        final String id = "latency";
        final String title = "Latency of a chunk";
        final String caption = "From the chunk being ready to its release at the source, over all chunks of all sets.";
        final List<BenchPoint> with =
            points.stream().filter(point -> point.latency("p50").isPresent()).toList();
        if (with.isEmpty()) {
            return Figure.missing(id, title, caption, points.isEmpty() ? NONE : "No result has chunk_latency_us.");
        }
        final Tidy tidy = new Tidy();
        final List<Key> keys = List.of(
            new Key("p50", Ink.GREEN, Key.Shape.DISC), new Key("p99", Ink.BLUE, Key.Shape.SQUARE),
            new Key("p99.9", Ink.AMBER, Key.Shape.DIAMOND), new Key("longest", Ink.VERMILION, Key.Shape.TRIANGLE));
        final List<DotChart.Row> rows = new ArrayList<>();
        for (final BenchPoint point : with) {
            final List<DotChart.Dot> dots = new ArrayList<>();
            final List<String> words = new ArrayList<>();
            for (final Map.Entry<String, String> percentile : BenchPoint.PERCENTILES.entrySet()) {
                final OptionalDouble us = point.latency(percentile.getKey());
                us.ifPresent(value -> {
                    tidy.measured(
                        point, "latency " + percentile.getValue(), "us", new Range(value, value, value, 0));
                    words.add(Numbers.of(value));
                    if (value > 0) {
                        dots.add(new DotChart.Dot(value, value, value, dots.size()));
                    }
                });
            }
            rows.add(new DotChart.Row(labels.of(point, with, true), dots, String.join(" / ", words) + " µs"));
        }
        final DotChart chart = new DotChart(
            keys, List.of(new DotChart.Cluster("", rows)), "microseconds (logarithmic)", true, Double.NaN);
        final List<String> notes = new ArrayList<>(List.of(
            "With as many READs in flight as the depth says, a chunk waits for those before it: a latency here is"
                + " not that"
                + " of a lone READ.", PAPER));
        return new Figure(
            id, new Figure.Text(title, caption, Alt.of(chart)), chart, tidy.table(), List.copyOf(notes), origins());
    }

    /** Other programs with the same bytes. */
    Figure peers() {
        final String id = "peers";
        final String title = "Other programs with the same bytes";
        final String caption = "Rankferry beside tools an operator would use, and beside plain C programs that check"
            + " nothing and bound what can be had.";
        final boolean any = points.stream().anyMatch(point -> !point.peers().isEmpty());
        final List<BenchPoint> with = points.stream()
            .filter(point -> !point.peers().isEmpty() || (!any && !point.baselines().isEmpty())).toList();
        if (with.isEmpty()) {
            return Figure.missing(
                id, title, caption, points.isEmpty() ? NONE : "No result has peers_gib_per_s or baselines.");
        }
        final Tidy tidy = new Tidy();
        final List<BarChart.Cluster> clusters = new ArrayList<>();
        for (final BenchPoint point : with) {
            addTo(tidy, point);
            final Bar.Kind kind = point.partial() ? Bar.Kind.PARTIAL : Bar.Kind.MEASURED;
            final List<Bar> bars = new ArrayList<>(List.of(bar("rankferry", point.rate(), Ink.BLUE, kind)));
            point.peers().forEach((name, range) -> {
                tidy.measured(point, "peer: " + name, "GiB/s", range);
                bars.add(bar(name.replace('_', ' '), range, Ink.AMBER, kind));
            });
            point.baselines().forEach((name, range) -> bars.add(bar(name + ", plain C", range, Ink.GREY, kind)));
            clusters.add(new BarChart.Cluster(labels.of(point, with, true), bars));
        }
        final BarChart chart = new BarChart(
            List.of(
                new Key("rankferry, checksums included", Ink.BLUE, Key.Shape.FILLED),
                new Key("tool of others", Ink.AMBER, Key.Shape.FILLED),
                new Key("bound", Ink.GREY, Key.Shape.FILLED)),
            List.of(new BarChart.Panel("", "GiB/s; whisker: slowest to fastest", clusters)));
        final List<String> notes = new ArrayList<>();
        if (!any) {
            notes.add("No tools of others were measured with these.");
        }
        notes.add(PAPER);
        return new Figure(
            id, new Figure.Text(title, caption, Alt.of(chart)), chart, tidy.table(), List.copyOf(notes), origins());
    }

    private static Bar bar(final String label, final Range rate, final Ink ink, final Bar.Kind kind) {
        return new Bar(
            label, List.of(new Bar.Part(rate.median(), ink, false)), rate,
            Numbers.of(rate.median()) + (rate.max() > rate.min() ? Numbers.spread(rate) : ""), kind);
    }

    private List<Origin> origins() {
        return points.stream().map(BenchPoint::origin).toList();
    }
}
