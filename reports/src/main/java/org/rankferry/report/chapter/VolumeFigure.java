package org.rankferry.report.chapter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

import org.rankferry.report.figure.Bar;
import org.rankferry.report.figure.BarChart;
import org.rankferry.report.figure.Ink;
import org.rankferry.report.figure.Key;
import org.rankferry.report.figure.Numbers;
import org.rankferry.report.page.Figure;
import org.rankferry.report.paper.Paper;
import org.rankferry.report.results.Range;
import org.rankferry.report.results.Results;
import org.rankferry.report.results.RunGroup;

/** Table I of the paper: how much is moved. */
final class VolumeFigure {
    private static final double MB = 1e6;

    private final Labels labels;
    private final List<RunGroup> groups;
    private final Tidy tidy = new Tidy();

    VolumeFigure(final Results results) {
        labels = new Labels(results);
        groups = Pick.whole(results, one -> one.isMigration() || one.isCheckpoint());
    }

    Figure figure() {
        final String id = "table1-volume";
        final String title = "Table I: how much is moved";
        final String caption = "Bytes that a migration moves, and that a checkpoint writes for the same job.";
        final List<RunGroup> measured = groups.stream().filter(group -> group.movedBytes().isPresent()).toList();
        final List<BarChart.Cluster> clusters = new ArrayList<>();
        for (final String preset : Pick.presets(measured)) {
            final List<RunGroup> here = Pick.of(measured, preset);
            final List<Bar> bars = new ArrayList<>();
            here.stream().filter(group -> group.configuration().isMigration())
                .forEach(group -> bars.add(bar(group, here)));
            quoted(bars, preset, "migration", "migration, the paper", Paper.movedMb(preset));
            here.stream().filter(group -> group.configuration().isCheckpoint())
                .forEach(group -> bars.add(bar(group, here)));
            quoted(bars, preset, "cr", "C/R, the paper", Paper.writtenMb(preset));
            clusters.add(new BarChart.Cluster(preset, bars));
        }
        final BarChart chart = new BarChart(
            List.of(
                new Key("moved by a migration", Ink.BLUE, Key.Shape.FILLED),
                new Key("written by C/R", Ink.AMBER, Key.Shape.FILLED), PhaseFigures.QUOTED),
            List.of(new BarChart.Panel(
            "Measured here, and the paper's own numbers (" + Paper.NAME + ")", "MB (10^6 bytes)", clusters)));
        final List<String> notes = new ArrayList<>(Pick.partial(measured, labels));
        if (measured.isEmpty()) {
            notes.add("No run of a migration or of C/R with moved_bytes is in these results: these are the paper's"
                + " numbers"
                + " alone.");
        }
        return new Figure(
            id, new Figure.Text(title, caption, Alt.of(chart)), chart, tidy.table(), List.copyOf(notes),
            Pick.origins(measured));
    }

    private Bar bar(final RunGroup group, final List<RunGroup> beside) {
        final Optional<Range> bytes = group.movedBytes();
        final Range mb = new Range(
            bytes.orElseThrow().median() / MB, bytes.get().min() / MB, bytes.get().max() / MB, bytes.get().count());
        tidy.measured(group, "moved", "MB", mb);
        return new Bar(
            labels.of(group, beside), List.of(new Bar.Part(
            mb.median(), group.configuration().isMigration() ? Ink.BLUE : Ink.AMBER, false)), mb,
            words(mb.median()) + (mb.max() > mb.min() ? Numbers.spread(mb) : ""), Phases.kind(group));
    }

    private void quoted(
        final List<Bar> bars, final String preset, final String strategy, final String label, final OptionalDouble mb) {

        if (Paper.PRESETS.contains(preset)) {
            tidy.paper(preset, strategy, "moved", "MB", mb);
            mb.ifPresent(value -> bars.add(new Bar(
                label, List.of(new Bar.Part(value, Ink.QUOTED, false)), null,
                words(value), Bar.Kind.QUOTED)));
        }
    }

    private static String words(final double mb) {
        return String.format(Locale.ROOT, "%,.1f MB", mb);
    }
}
