package org.rankferry.report.chapter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.rankferry.report.figure.Bar;
import org.rankferry.report.figure.BarChart;
import org.rankferry.report.figure.Ink;
import org.rankferry.report.figure.Key;
import org.rankferry.report.figure.Numbers;
import org.rankferry.report.page.DataTable;
import org.rankferry.report.page.Figure;
import org.rankferry.report.paper.Paper;
import org.rankferry.report.results.Configuration;
import org.rankferry.report.results.Range;
import org.rankferry.report.results.Results;
import org.rankferry.report.results.RunGroup;

/** Figures of the phases of strategies: 4, 6 and 7 of the paper, and copy tools. */
final class PhaseFigures {
    static final String SECONDS = "seconds; bar: medians of phases; whisker: total, fastest to slowest run";
    static final String HERE = "Measured here";
    static final String THERE = "The paper's own numbers (" + Paper.NAME + ")";
    static final Key QUOTED = new Key("the paper's number", Ink.QUOTED, Key.Shape.HATCHED);
    private static final String PAPER_SECONDS = "seconds, on the paper's machines";
    private static final List<Integer> DENSITIES = List.of(1, 2, 4, 8);

    private final Results results;
    private final Labels labels;

    PhaseFigures(final Results results) {
        this.results = results;
        this.labels = new Labels(results);
    }

    /** Fig. 4. */
    Figure migration() {
        final String id = "fig4-phases";
        final String title = "Fig. 4: phases of one migration";
        final String caption = "All ranks of one node move to the spare while the job waits, from its stall until it"
            + " goes"
            + " on.";
        final List<RunGroup> groups = Pick.whole(results, Configuration::isMigration);
        if (groups.isEmpty()) {
            return Figure.missing(
                id, title, caption, "No run of a strategy 'migration' is in these results. The paper: 6.3 s for"
                + " LU.C.64; the wholes of BT.C.64 and SP.C.64 are " + Paper.ABSENT + ".");
        }
        final Tidy tidy = new Tidy();
        groups.forEach(group -> Phases.addTo(tidy, group));
        final List<BarChart.Cluster> quoted = new ArrayList<>();
        for (final String preset : Paper.PRESETS) {
            final OptionalDouble seconds = Paper.migration(preset);
            tidy.paper(preset, "migration", "total", "s", seconds);
            quoted.add(new BarChart.Cluster("", List.of(quoted(preset, seconds))));
        }
        final List<String> notes = new ArrayList<>(Pick.partial(groups, labels));
        notes.add("The paper says of all three: the stall takes tens of ms, the migration 0.4–0.8 s, and the restart"
            + " most"
            + " of the time. How its bars divide exactly is " + Paper.ABSENT + ".");
        notes.addAll(Phases.preparation(groups, labels));
        return figure(id, title, caption, chart(groups, "migration", quoted), tidy, notes, groups);
    }

    /** Fig. 7. */
    Figure strategies() {
        final String id = "fig7-strategies";
        final String title = "Fig. 7: migration against checkpoint and restart";
        final String caption = "A migration moves the ranks of one node. Checkpoint/restart (C/R) writes those of"
            + " all nodes,"
            + " to a local disk or to a parallel file system, and reads them back if it comes to a restart.";
        final List<RunGroup> groups =
            Pick.whole(results, one -> one.isMigration() || one.isCheckpoint());
        if (groups.isEmpty()) {
            return Figure.missing(
                id, title, caption,
                "No run of 'migration', 'cr-local' or 'cr-pfs' is in these results.");
        }
        final Tidy tidy = new Tidy();
        groups.forEach(group -> Phases.addTo(tidy, group));
        final List<BarChart.Cluster> quoted =
            Paper.PRESETS.stream().map(preset -> quotedStrategies(preset, tidy)).toList();
        final List<String> notes = new ArrayList<>(Pick.partial(groups, labels));
        notes.add("Outlined parts are the restart: what C/R costs after a failure, and nothing where none comes. The"
            + " last"
            + " number of such a row is the total without it.");
        notes.add("The paper's bars: the first part is the checkpoint, the second the restart (BT.C.64), or the rest of"
            + " the whole where only that is given (LU.C.64). The whole of BT.C.64, and all of SP.C.64, are "
            + Paper.ABSENT + ".");
        caches(groups, notes);
        final BarChart chart = chart(groups, "", quoted);
        return new Figure(
            id, new Figure.Text(title, caption, Alt.of(chart)), chart, tidy.table(), List.copyOf(notes),
            floors(groups), Pick.origins(groups));
    }

    /** What plain C processes took for the same bytes on the same file system; no table when that was not measured. */
    private List<Figure.Captioned> floors(final List<RunGroup> groups) {
        final List<List<String>> rows = new ArrayList<>();
        for (final RunGroup group : groups) {
            final Optional<Range> write = group.range(run -> run.fields().object("floor_s").numbers().get("write"));
            final Optional<Range> read = group.range(run -> run.fields().object("floor_s").numbers().get("read"));
            if (write.isPresent() || read.isPresent()) {
                rows.add(List.of(
                    group.configuration().preset() + ", " + labels.of(group, groups),
                    seconds(group.phase("checkpoint")), seconds(write), seconds(group.phase("restart")),
                    seconds(read)));
            }
        }
        return rows.isEmpty() ? List.of() : List.of(new Figure.Captioned(
            "C/R against plain C processes that write with fsync, and read, the same bytes in the same place; seconds",
            new DataTable(List.of("", "checkpoint", "plain write", "restart", "plain read"), rows)));
    }

    private static String seconds(final Optional<Range> range) {
        return range.map(one -> Numbers.of(one, "")).orElse("not measured");
    }

    private void caches(final List<RunGroup> groups, final List<String> notes) {
        for (final RunGroup group : groups) {
            group.runs().stream().map(run -> run.fields().text("cache_dropped"))
                .filter(word -> !word.isEmpty() && !word.equals("ok")).distinct().forEach(why -> notes.add(
                labels.of(group, groups) + ", " + group.configuration().preset()
                    + ": the cache was not dropped before the restart: " + why + "."));
        }
    }

    /** Copies of files beside a migration. */
    Figure copies() {
        final String id = "copies";
        final String title = "Copy tools instead of a migration";
        final String caption = "What an operator could do with tools at hand: dump the ranks of the node to local"
            + " files,"
            + " copy them to the spare, restart there.";
        final List<RunGroup> copies = Pick.whole(results, Configuration::isCopy);
        if (copies.isEmpty()) {
            return Figure.missing(
                id, title, caption,
                "No run of 'copy-rsync', 'copy-scp' or 'copy-tar-nc' is in these results.");
        }
        final List<RunGroup> groups = Pick.whole(results, one -> one.isMigration() || one.isCopy()).stream()
            .filter(group -> copies.stream().anyMatch(
                copy -> copy.configuration().sameJob(group.configuration())))
            .toList();
        final Tidy tidy = new Tidy();
        groups.forEach(group -> Phases.addTo(tidy, group));
        final List<String> notes = new ArrayList<>(Pick.partial(groups, labels));
        notes.add("The paper has nothing of this kind.");
        final List<String> here = groups.stream().map(group -> group.configuration().preset()).distinct().toList();
        final BarChart chart = new BarChart(
            Phases.keys(groups), List.of(new BarChart.Panel(HERE, SECONDS, clusters(groups, here, ""))));
        return figure(id, title, caption, chart, tidy, notes, groups);
    }

    /** Fig. 6. */
    Figure densities() {
        final String id = "fig6-ranks-per-node";
        final String title = "Fig. 6: ranks on a node";
        final String caption = "One migration of a job with 1, 2, 4 and 8 ranks on each of its nodes.";
        final Predicate<Configuration> fits = one -> one.strategy().equals("migration") && one.ranksPerNode() > 0;
        final List<RunGroup> all = results.groups().stream().filter(group -> fits.test(group.configuration())).toList();
        final List<RunGroup> groups = all.stream()
            .filter(group -> group.configuration().preset().startsWith("LU")
                || group.configuration().preset().equals("custom"))
            .toList();
        final List<Integer> absent = DENSITIES.stream().filter(
            density -> groups.stream().noneMatch(group -> group.configuration().ranksPerNode() == density)).toList();
        final String there = "The paper shows LU.C with 1, 2, 4 and 8 ranks a node on 8 nodes; its numbers are "
            + Paper.ABSENT + ".";
        if (groups.stream().mapToInt(group -> group.configuration().ranksPerNode()).distinct().count() < 2) {
            return Figure.missing(
                id, title, caption,
                "This needs migrations of LU or of a custom job with different numbers of ranks on a node; missing are"
                + " those with " + words(absent) + "; measure with: rankferry compare --preset LU.C.64"
                + " --ranks-per-node 1,2,4,8 --strategies migration --json densities.json. " + there);
        }
        final Tidy tidy = new Tidy();
        final List<BarChart.Cluster> clusters = new ArrayList<>();
        groups.stream().mapToInt(group -> group.configuration().ranksPerNode()).distinct().sorted()
            .forEach(density -> {
                final List<RunGroup> here = groups.stream()
                    .filter(group -> group.configuration().ranksPerNode() == density).toList();
                clusters.add(new BarChart.Cluster(
                    density + (density == 1 ? " rank" : " ranks") + " a node", here.stream().map(group -> Phases.bar(
                    labels.of(group, here) + ", " + group.configuration().nodes() + " nodes", group)).toList()));
            });
        groups.forEach(group -> Phases.addTo(tidy, group));
        tidy.paper("LU.C", "migration", "total", "s", OptionalDouble.empty());
        final List<String> notes = new ArrayList<>(Pick.partial(groups, labels));
        if (!absent.isEmpty()) {
            notes.add("Missing in these results: " + words(absent) + " a node.");
        }
        notes.add(there);
        notes.addAll(Phases.preparation(groups, labels));
        final BarChart chart = new BarChart(
            Phases.keys(groups), List.of(
                new BarChart.Panel(HERE, SECONDS, clusters),
                new BarChart.Panel(THERE, "", List.of(new BarChart.Cluster(
                    "", List.of(Bar.absent("LU.C", Paper.ABSENT, Bar.Kind.QUOTED)))))));
        return figure(id, title, caption, chart, tidy, notes, groups);
    }

    private static String words(final List<Integer> densities) {
        return String.join(", ", densities.stream().map(String::valueOf).toList()) + " ranks";
    }

    private BarChart chart(
        final List<RunGroup> groups, final String absent, final List<BarChart.Cluster> quoted) {

        return new BarChart(
            Stream.concat(Phases.keys(groups).stream(), Stream.of(QUOTED)).toList(),
            List.of(
                new BarChart.Panel(HERE, SECONDS, clusters(groups, Pick.presets(groups), absent)),
                new BarChart.Panel(THERE, PAPER_SECONDS, quoted)));
    }

    /** A cluster for each preset; those of the paper that were not run say so. */
    private List<BarChart.Cluster> clusters(
        final List<RunGroup> groups, final List<String> presets, final String absent) {

        final List<BarChart.Cluster> clusters = new ArrayList<>();
        for (final String preset : presets) {
            final List<RunGroup> here = Pick.of(groups, preset);
            final List<Bar> bars = here.isEmpty()
                ? List.of(Bar.absent(absent.isEmpty() ? "all" : absent, "not in these results", Bar.Kind.MEASURED))
                : here.stream().map(group -> Phases.bar(labels.of(group, here), group)).toList();
            clusters.add(new BarChart.Cluster(title(preset, here), bars));
        }
        return clusters;
    }

    private static String title(final String preset, final List<RunGroup> groups) {
        if (groups.isEmpty() || groups.getFirst().configuration().nodes() == 0) {
            return preset;
        }
        final Configuration of = groups.getFirst().configuration();
        return preset + ": " + of.nodes() + " nodes with " + of.ranksPerNode() + " ranks of "
            + Numbers.of(of.rankBytes() / 1e6) + " MB";
    }

    private static Bar quoted(final String label, final OptionalDouble seconds) {
        return seconds.isEmpty() ? Bar.absent(label, Paper.ABSENT, Bar.Kind.QUOTED)
            : new Bar(
                label, List.of(new Bar.Part(seconds.getAsDouble(), Ink.QUOTED, false)), null,
            Numbers.plain(seconds.getAsDouble()) + " s", Bar.Kind.QUOTED);
    }

    private static BarChart.Cluster quotedStrategies(final String preset, final Tidy tidy) {
        tidy.paper(preset, "migration", "total", "s", Paper.migration(preset));
        final List<Bar> bars = new ArrayList<>(List.of(quoted("migration", Paper.migration(preset))));
        bars.add(quotedCheckpoint("cr-local", "C/R, ext3", preset, tidy));
        bars.add(quotedCheckpoint("cr-pfs", "C/R, PVFS", preset, tidy));
        return new BarChart.Cluster(preset, bars);
    }

    private static Bar quotedCheckpoint(
        final String strategy, final String label, final String preset, final Tidy tidy) {

        final OptionalDouble checkpoint = Paper.checkpoint(strategy, preset);
        final OptionalDouble restart = Paper.restart(strategy, preset);
        final OptionalDouble whole = Paper.whole(strategy, preset);
        tidy.paper(preset, strategy, "checkpoint", "s", checkpoint);
        tidy.paper(preset, strategy, "restart", "s", restart);
        tidy.paper(preset, strategy, "total", "s", whole);
        if (checkpoint.isEmpty()) {
            return Bar.absent(label, Paper.ABSENT, Bar.Kind.QUOTED);
        }
        final double first = checkpoint.getAsDouble();
        final double second = restart.isPresent() ? restart.getAsDouble() : whole.orElse(first) - first;
        final String value = whole.isPresent()
            ? Numbers.plain(whole.getAsDouble()) + " s; checkpoint " + Numbers.plain(first) + " s"
            : "checkpoint " + Numbers.plain(first) + " s, restart " + Numbers.plain(second) + " s";
        return new Bar(
            label, List.of(new Bar.Part(first, Ink.QUOTED, false), new Bar.Part(second, Ink.QUOTED, true)), null, value,
            Bar.Kind.QUOTED);
    }

    private static Figure figure(
        final String id, final String title, final String caption, final BarChart chart, final Tidy tidy,
        final List<String> notes, final List<RunGroup> groups) {

        return new Figure(
            id, new Figure.Text(title, caption, Alt.of(chart)), chart, tidy.table(), List.copyOf(notes),
            Pick.origins(groups));
    }
}
