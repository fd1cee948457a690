package org.rankferry.report.chapter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.rankferry.report.figure.LineChart;
import org.rankferry.report.figure.Numbers;
import org.rankferry.report.model.Assumed;
import org.rankferry.report.model.Check;
import org.rankferry.report.model.Rate;
import org.rankferry.report.model.ScalingModel;
import org.rankferry.report.page.DataTable;
import org.rankferry.report.page.Figure;
import org.rankferry.report.results.Results;

/** The model's figure, its formulas, its constants and its error. */
final class ModelFigure {
    static final String ID = "model";
    private static final List<Long> RANKS = List.of(64L, 256L, 1024L, 4096L, 16_384L, 65_536L, 262_144L, 1_000_000L);
    private static final List<Double> TICKS = List.of(100.0, 1e3, 1e4, 1e5, 1e6);
    private static final double SAME = 0.005;
    private static final String WITHOUT_SQUARES = "migration, orders without terms in N^2";

    private final Results results;
    private final Assumed assumed;
    private final Tidy tidy = new Tidy();

    ModelFigure(final Results results, final Assumed assumed) {
        this.results = results;
        this.assumed = assumed;
    }

    Figure figure() {
        final String title = "A model of larger jobs";
        final String caption = "Not measured. What the measured constants lead one to expect of jobs of 64 to 1,000,000"
            + " ranks that lose one node: a migration, and a checkpoint without its restart.";
        final List<String> missing = ScalingModel.missing(results);
        if (!missing.isEmpty()) {
            return new Figure(
                ID, new Figure.Text(title, caption, ""), null, new DataTable(List.of(), List.of()), missing, List.of());
        }
        final ScalingModel model = ScalingModel.of(results, assumed);
        final LineChart chart = new LineChart(
            series(model), new LineChart.Horizontal("ranks (logarithmic)", TICKS, Numbers::compact),
            new LineChart.Vertical("model: seconds (logarithmic)", true));
        final List<String> notes = new ArrayList<>();
        notes.add(String.format(
            Locale.ROOT, "The nodes themselves carry %s Gbit/s (%s, measured): where a link is faster, it does not"
                + " help.",
            Numbers.of(model.hostBytesPerSecond() * 8 / 1e9), model.transport()));
        notes.add(String.format(
            Locale.ROOT, "Orders and answers were measured with up to %,d nodes, that is %,d ranks: what is to the"
                + " right of"
                + " that is extrapolated, and most of it are terms in N^2 that were fitted to so few nodes. One line"
                + " shows what a migration would be without them.", model.measuredNodes(),
            (long) model.measuredNodes() * model.ranksPerNode()));
        notes.add("Not in it: what the network needs to carry events, links shared by others, and what a file system"
            + " loses when many write at once. A checkpoint on local disks is lost with its node.");
        return new Figure(
            ID, new Figure.Text(title, caption, Alt.of(chart)), chart, tidy.table(), notes,
            List.of(
                new Figure.Captioned("Formulas of the model", formulas()),
                new Figure.Captioned("What the model projects, in seconds: not measured", projections(model)),
                new Figure.Captioned("Constants of the model", constants(model)),
                new Figure.Captioned("Error of the model on what was measured", errors(model))), model.origins());
    }

    private List<LineChart.Series> series(final ScalingModel model) {
        final Map<String, List<LineChart.Point>> lines = new LinkedHashMap<>();
        linkNames(model).forEach((name, link) -> RANKS.forEach(ranks -> add(
            lines, model, "migration, " + name, ranks, model.migration(model.nodes(ranks), link))));
        final Rate fastest = List.copyOf(linkNames(model).values()).getLast();
        RANKS.forEach(ranks -> add(
            lines, model, WITHOUT_SQUARES, ranks, model.migrationWithoutSquares(model.nodes(ranks), fastest)));
        RANKS.forEach(ranks -> add(
            lines, model, "C/R, local disk", ranks, model.checkpointLocal(model.nodes(ranks))));
        assumed.pfs().forEach(pfs -> RANKS.forEach(ranks -> add(
            lines, model, "C/R, parallel FS " + words(pfs), ranks,
            model.checkpointShared(model.nodes(ranks), pfs))));
        return lines.entrySet().stream().map(one -> new LineChart.Series(one.getKey(), one.getValue(), true)).toList();
    }

    private void add(
        final Map<String, List<LineChart.Point>> lines, final ScalingModel model, final String name, final long ranks,
        final double seconds) {

        lines.computeIfAbsent(name, key -> new ArrayList<>())
            .add(new LineChart.Point(ranks, seconds, seconds, seconds));
        tidy.model(name, model.nodes(ranks), model.ranksPerNode(), "total, " + ranks + " ranks", seconds);
    }

    /** Links that are told apart by what they do, slowest first. */
    private Map<String, Rate> linkNames(final ScalingModel model) {
        final Map<String, Rate> names = new LinkedHashMap<>();
        String name = "";
        Rate last = null;
        for (final Rate link : assumed.links()) {
            if (last != null && Math.abs(model.migrate(link) / model.migrate(last) - 1) < SAME) {
                names.remove(name);
                name = name + ", " + gigabits(link);
            } else {
                name = gigabits(link);
            }
            names.put(name, link);
            last = link;
        }
        final Map<String, Rate> withUnit = new LinkedHashMap<>();
        names.forEach((text, link) -> withUnit.put(text + " Gbit/s", link));
        return withUnit;
    }

    private static String gigabits(final Rate link) {
        return Numbers.compact(link.bytesPerSecond() * 8 / 1e9);
    }

    private static String words(final Rate pfs) {
        return Numbers.compact(pfs.bytesPerSecond() / 1e9) + " GB/s";
    }

    private DataTable projections(final ScalingModel model) {
        final List<String> columns = new ArrayList<>(List.of("ranks", "nodes", "stall"));
        final Map<String, Rate> links = linkNames(model);
        links.keySet().forEach(name -> columns.add("migrate, " + name));
        columns.addAll(List.of("restart", "resume"));
        links.keySet().forEach(name -> columns.add("migration, " + name));
        columns.add("without N^2");
        columns.addAll(List.of("C/R, local disk", "with restart"));
        assumed.pfs().forEach(pfs -> columns.addAll(List.of(
            "C/R, PFS " + words(pfs), "with restart, PFS " + words(pfs))));
        final List<List<String>> rows = new ArrayList<>();
        for (final long ranks : RANKS) {
            final int nodes = model.nodes(ranks);
            final List<Double> values = new ArrayList<>(List.of(model.stall(nodes)));
            links.values().forEach(link -> values.add(model.migrate(link)));
            values.addAll(List.of(model.restart(), model.resume(nodes)));
            links.values().forEach(link -> values.add(model.migration(nodes, link)));
            values.add(model.migrationWithoutSquares(nodes, List.copyOf(links.values()).getLast()));
            values.addAll(List.of(
                model.checkpointLocal(nodes), model.checkpointLocal(nodes) + model.readLocal()));
            assumed.pfs().forEach(pfs -> values.addAll(List.of(
                model.checkpointShared(nodes, pfs),
                model.checkpointShared(nodes, pfs) + model.readShared(nodes, pfs))));
            final List<String> row = new ArrayList<>(List.of(
                String.format(Locale.ROOT, "%,d", ranks), String.format(Locale.ROOT, "%,d", nodes)));
            values.forEach(value -> row.add(Numbers.of(value)));
            rows.add(List.copyOf(row));
        }
        return new DataTable(List.copyOf(columns), rows);
    }

    private static DataTable formulas() {
        final String equals = " = ";
        return new DataTable(List.of("of", "formula"), ScalingModel.FORMULAS.stream().map(one -> List.of(
            one.substring(0, one.indexOf(equals)), one.substring(one.indexOf(equals) + equals.length()))).toList());
    }

    private static DataTable constants(final ScalingModel model) {
        return new DataTable(
            List.of("symbol", "meaning", "value", "from"),
            model.constants().stream().map(one -> List.of(one.symbol(), one.meaning(), one.value(), one.source()))
                .toList());
    }

    private static DataTable errors(final ScalingModel model) {
        return new DataTable(
            List.of("configuration", "phase", "measured, median s", "model, s", "error"),
            model.checks().stream().map(ModelFigure::row).toList());
    }

    private static List<String> row(final Check check) {
        return List.of(
            check.configuration(), check.phase(), Numbers.of(check.measured()), Numbers.of(check.modelled()),
            String.format(Locale.ROOT, "%+.0f %%", check.errorPercent()));
    }
}
