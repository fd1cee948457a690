package org.rankferry.report.chapter;

import java.util.ArrayList;
import java.util.List;
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
import org.rankferry.report.results.StrategyRun;

/** Fig. 5 of the paper: execution times with one migration and without. */
final class ExecutionFigure {
    private static final double PERCENT = 100;
    private static final String UNDISTURBED = "undisturbed";
    private static final String DISTURBED = "disturbed";

    private final Labels labels;
    private final List<RunGroup> groups;
    private final Tidy tidy = new Tidy();

    ExecutionFigure(final Results results) {
        labels = new Labels(results);
        groups = Pick.whole(
            results, one -> one.strategy().equals(UNDISTURBED) || one.strategy().equals(DISTURBED));
    }

    Figure figure() {
        final String id = "fig5-execution";
        final String title = "Fig. 5: execution time with one migration and without";
        final String caption = "The same job from start to end, once left alone and once with one migration on its"
            + " way.";
        if (groups.isEmpty()) {
            return Figure.missing(
                id, title, caption, "No run of 'undisturbed' or 'disturbed' is in these results. The paper: one"
                    + " migration"
                + " adds 3.9 % to LU.C.64, 6.7 % to BT.C.64 and 4.6 % to SP.C.64; the execution times are "
                + Paper.ABSENT + ".");
        }
        final List<BarChart.Cluster> times = new ArrayList<>();
        final List<BarChart.Cluster> added = new ArrayList<>();
        for (final String preset : Pick.presets(groups)) {
            final List<RunGroup> here = Pick.of(groups, preset);
            times.add(new BarChart.Cluster(preset, here.isEmpty()
                ? List.of(Bar.absent("both", "not in these results", Bar.Kind.MEASURED))
                : here.stream().map(group -> time(group, here)).toList()));
            final List<Bar> bars = new ArrayList<>(overheads(here));
            bars.add(paper(preset));
            added.add(new BarChart.Cluster(preset, bars));
        }
        final BarChart chart = new BarChart(
            List.of(
                new Key("without migration", Ink.GREEN, Key.Shape.FILLED),
                new Key("with one migration", Ink.BLUE, Key.Shape.FILLED),
                new Key("added by one migration", Ink.VERMILION, Key.Shape.FILLED), PhaseFigures.QUOTED),
            List.of(
                new BarChart.Panel(PhaseFigures.HERE, "seconds; whisker: fastest to slowest run", times),
                new BarChart.Panel(
                    "Added by one migration: measured here, and the paper's own numbers (" + Paper.NAME + ")",
                    "percent of the time without", added)));
        final List<String> notes = new ArrayList<>(Pick.partial(groups, labels));
        notes.add("What a migration adds depends on how long the job runs otherwise; the paper's execution times are "
            + Paper.ABSENT + ".");
        iterations(notes);
        return new Figure(
            id, new Figure.Text(title, caption, Alt.of(chart)), chart, tidy.table(), List.copyOf(notes),
            Pick.origins(groups));
    }

    private void iterations(final List<String> notes) {
        final List<String> each = groups.stream()
            .filter(group -> group.configuration().strategy().equals(UNDISTURBED))
            .filter(group -> group.runs().getFirst().fields().whole("iterations") > 0)
            .map(group -> group.configuration().preset() + " "
                + group.runs().getFirst().fields().whole("iterations")).distinct().toList();
        if (!each.isEmpty()) {
            notes.add("Iterations of the jobs: " + String.join(", ", each) + ".");
        }
    }

    private Bar time(final RunGroup group, final List<RunGroup> beside) {
        final Optional<Range> range = group.execution();
        final String label = labels.of(group, beside);
        if (range.isEmpty()) {
            return Bar.absent(label, "these results have no execution_s", Phases.kind(group));
        }
        tidy.measured(group, "execution", "s", range.get());
        return new Bar(
            label, List.of(new Bar.Part(
            range.get().median(), group.configuration().strategy().equals(DISTURBED) ? Ink.BLUE : Ink.GREEN, false)),
            range.get(), Numbers.of(range.get(), " s"), Phases.kind(group));
    }

    private List<Bar> overheads(final List<RunGroup> here) {
        final List<Bar> bars = new ArrayList<>();
        for (final RunGroup with : here) {
            for (final RunGroup without : here) {
                if (with.configuration().strategy().equals(DISTURBED)
                    && without.configuration().strategy().equals(UNDISTURBED)
                    && with.configuration().sameJob(without.configuration())) {
                    Ratio.of(with, StrategyRun::execution, without, StrategyRun::execution)
                        .ifPresent(ratio -> bars.add(overhead(with, ratio)));
                }
            }
        }
        if (bars.isEmpty()) {
            bars.add(Bar.absent("measured here", "needs both in these results", Bar.Kind.MEASURED));
        }
        return bars;
    }

    private Bar overhead(final RunGroup with, final Ratio ratio) {
        final Range percent = new Range(
            percent(ratio.range().median()), percent(ratio.range().min()), percent(ratio.range().max()),
            ratio.range().count());
        tidy.measured(with, "added by one migration", "percent", percent);
        return new Bar(
            "measured here" + labels.of(with.runs().getFirst().origin()),
            List.of(new Bar.Part(Math.max(0, percent.median()), Ink.VERMILION, false)),
            new Range(
            Math.max(0, percent.median()), Math.max(0, percent.min()), Math.max(0, percent.max()), percent.count()),
            (percent.median() > 0 ? "+" : "") + Numbers.of(percent, " %"), Phases.kind(with));
    }

    private static double percent(final double ratio) {
        return (ratio - 1) * PERCENT;
    }

    private Bar paper(final String preset) {
        final OptionalDouble percent = Paper.overheadPercent(preset);
        if (percent.isEmpty()) {
            return Bar.absent("the paper", Paper.ABSENT, Bar.Kind.QUOTED);
        }
        tidy.paper(preset, DISTURBED, "added by one migration", "percent", percent);
        return new Bar(
            "the paper", List.of(new Bar.Part(percent.getAsDouble(), Ink.QUOTED, false)), null,
            "+" + Numbers.plain(percent.getAsDouble()) + " %", Bar.Kind.QUOTED);
    }
}
