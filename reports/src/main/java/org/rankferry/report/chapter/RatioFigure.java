package org.rankferry.report.chapter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

import org.rankferry.report.figure.DotChart;
import org.rankferry.report.figure.Ink;
import org.rankferry.report.figure.Key;
import org.rankferry.report.figure.Numbers;
import org.rankferry.report.page.Figure;
import org.rankferry.report.paper.Paper;
import org.rankferry.report.results.Configuration;
import org.rankferry.report.results.Results;
import org.rankferry.report.results.RunGroup;

/** How much longer other strategies take than a migration, ours beside the paper's. */
final class RatioFigure {
    private static final int MEASURED = 0;
    private static final int QUOTED = 1;
    private static final int PARTIAL = 2;

    private final Labels labels;
    private final List<RunGroup> groups;
    private final Tidy tidy = new Tidy();
    private final List<String> notes = new ArrayList<>();
    private boolean unpaired;

    RatioFigure(final Results results) {
        labels = new Labels(results);
        groups = Pick.whole(results, one -> one.isMigration() || one.isCheckpoint() || one.isCopy());
    }

    Figure figure() {
        final String id = "ratios";
        final String title = "How many times as long as a migration";
        final String caption = "Each other way in proportion to a migration of the same job, stall to resume: the"
            + " line at 1."
            + " Ratios carry over from one machine to another far better than seconds do.";
        final List<DotChart.Cluster> clusters = new ArrayList<>();
        for (final String preset : Pick.presets(groups)) {
            final List<DotChart.Row> rows = rows(preset);
            if (!rows.isEmpty()) {
                clusters.add(new DotChart.Cluster(preset, rows));
            }
        }
        if (clusters.stream().flatMap(one -> one.rows().stream()).flatMap(row -> row.dots().stream())
            .allMatch(dot -> dot.key() == QUOTED)) {
            return Figure.missing(
                id, title, caption, "This needs a migration and another strategy of the same job. The paper,"
                    + " LU.C.64: C/R"
                + " on ext3 2.03×, on PVFS 4.49×, the checkpoint on PVFS alone 2.58×.");
        }
        final List<Key> keys = new ArrayList<>(List.of(
            new Key("measured here: median, fastest to slowest", Ink.BLUE, Key.Shape.DISC),
            new Key("the paper's number", Ink.QUOTED, Key.Shape.DIAMOND)));
        if (Results.anyPartial(groups)) {
            keys.add(new Key("measured here, partial", Ink.VERMILION, Key.Shape.TRIANGLE));
        }
        notes.addAll(Pick.partial(groups, labels));
        notes.add("A ratio is one of two runs of the same round; n counts the rounds.");
        if (unpaired) {
            notes.add("Where no n is given, runs have no rounds in common: that is the ratio of two medians, and its"
                + " spread is not known.");
        }
        final DotChart chart = new DotChart(
            List.copyOf(keys), clusters, "times as long as a migration (logarithmic)", true, 1);
        return new Figure(
            id, new Figure.Text(title, caption, Alt.of(chart)), chart, tidy.table(), List.copyOf(notes),
            Pick.origins(groups));
    }

    private List<DotChart.Row> rows(final String preset) {
        final List<RunGroup> here = Pick.of(groups, preset);
        final List<RunGroup> migrations =
            here.stream().filter(group -> group.configuration().strategy().equals("migration")).toList();
        final List<DotChart.Row> rows = new ArrayList<>();
        for (final RunGroup migration : migrations) {
            final boolean several = migrations.stream()
                .filter(other -> other.configuration().sameJob(migration.configuration())).count() > 1;
            final String suffix = several ? " : " + labels.of(migration, here) : "";
            for (final RunGroup other : here) {
                final Configuration of = other.configuration();
                if (!of.strategy().equals("migration") && of.sameJob(migration.configuration())
                    && (!of.isMigration() || of.transport().equals(migration.configuration().transport()))) {
                    addRows(rows, other, migration, labels.of(other, here), suffix);
                }
            }
        }
        if (migrations.isEmpty()) {
            for (final String strategy : List.of("cr-local", "cr-pfs")) {
                Paper.ratio(strategy, preset).ifPresent(ratio -> rows.add(new DotChart.Row(
                    Labels.strategy(strategy), List.of(quoted(ratio)), paper(ratio))));
            }
        }
        return rows;
    }

    private void addRows(
        final List<DotChart.Row> rows, final RunGroup other, final RunGroup migration, final String label,
        final String suffix) {

        final Configuration of = other.configuration();
        addRow(rows, other, migration, Ratio.ofTotals(other, migration), label + suffix,
            of.isCheckpoint() ? Paper.ratio(of.strategy(), of.preset()) : OptionalDouble.empty());
        if (of.isCheckpoint()) {
            final Optional<Ratio> alone = Ratio.ofCheckpoint(other, migration);
            addRow(
                rows, other, migration, alone, label + ", without restart" + suffix,
                Paper.ratioOfCheckpoint(of.strategy(), of.preset()));
        }
    }

    private void addRow(
        final List<DotChart.Row> rows, final RunGroup other, final RunGroup migration, final Optional<Ratio> ratio,
        final String label, final OptionalDouble paper) {

        if (ratio.isEmpty()) {
            return;
        }
        unpaired |= !ratio.get().paired();
        final String quantity = label + " / " + Labels.strategy(migration.configuration().strategy()) + " by "
            + migration.configuration().transport();
        tidy.measured(other, quantity, "ratio", ratio.get().range());
        final List<DotChart.Dot> dots = new ArrayList<>(List.of(new DotChart.Dot(
            ratio.get().range().median(), ratio.get().range().min(), ratio.get().range().max(),
            other.partial() || migration.partial() ? PARTIAL : MEASURED)));
        if (other.configuration().isCheckpoint()) {
            tidy.paper(other.configuration().preset(), other.configuration().strategy(), quantity, "ratio", paper);
        }
        paper.ifPresent(value -> dots.add(quoted(value)));
        rows.add(new DotChart.Row(
            label, List.copyOf(dots), Numbers.of(ratio.get().range(), "×")
                + (paper.isPresent() ? "; " + paper(paper.getAsDouble()) : "")));
    }

    private static DotChart.Dot quoted(final double ratio) {
        return new DotChart.Dot(ratio, ratio, ratio, QUOTED);
    }

    private static String paper(final double ratio) {
        return "paper " + Numbers.plain(ratio) + "×";
    }
}
