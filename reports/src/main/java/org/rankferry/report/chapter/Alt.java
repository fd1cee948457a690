package org.rankferry.report.chapter;

import java.util.stream.Collectors;

import org.rankferry.report.figure.BarChart;
import org.rankferry.report.figure.DotChart;
import org.rankferry.report.figure.LineChart;
import org.rankferry.report.figure.Numbers;

/** What charts show, in words. */
final class Alt {
    private Alt() {
    }

    static String of(final BarChart chart) {
        return chart.panels().stream().map(panel -> (panel.title().isEmpty() ? "" : panel.title() + ". ")
            + panel.clusters().stream().map(cluster -> (cluster.title().isEmpty() ? "" : cluster.title() + ": ")
                + cluster.bars().stream().map(bar -> bar.label() + " " + bar.value()).collect(Collectors.joining("; ")))
                .collect(Collectors.joining(". ")))
            .collect(Collectors.joining(". ")) + ".";
    }

    static String of(final DotChart chart) {
        return chart.clusters().stream().map(cluster -> (cluster.title().isEmpty() ? "" : cluster.title() + ": ")
            + cluster.rows().stream().map(row -> row.label() + " " + row.value()).collect(Collectors.joining("; ")))
            .collect(Collectors.joining(". ")) + ".";
    }

    static String of(final LineChart chart) {
        return chart.y().title() + " over " + chart.x().title() + ". " + chart.series().stream()
            .filter(one -> !one.points().isEmpty()).map(one -> one.name() + ": from "
                + at(one.points().getFirst()) + " to " + at(one.points().getLast()))
            .collect(Collectors.joining("; ")) + ".";
    }

    private static String at(final LineChart.Point point) {
        return Numbers.of(point.y()) + " at " + Numbers.compact(point.x());
    }
}
