package org.rankferry.report.chapter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

import org.rankferry.report.figure.Numbers;
import org.rankferry.report.page.Summary;
import org.rankferry.report.page.Summary.KeyNumber;
import org.rankferry.report.paper.Paper;
import org.rankferry.report.results.BenchPoint;
import org.rankferry.report.results.Configuration;
import org.rankferry.report.results.Results;
import org.rankferry.report.results.RunGroup;

/** What stands before the figures. */
final class Opening {
    private final Results results;
    private final Labels labels;

    Opening(final Results results) {
        this.results = results;
        this.labels = new Labels(results);
    }

    Summary summary() {
        return new Summary(
            "Rankferry: what was measured",
            "Moving the images of a failing node's ranks to a spare, against checkpoint and restart and against copying"
                + " files; with the numbers of the paper that this follows.",
            keys(), notices());
    }

    private List<KeyNumber> keys() {
        final List<KeyNumber> keys = new ArrayList<>();
        final List<RunGroup> all = Pick.whole(results, one -> one.isMigration() || one.isCheckpoint());
        all.stream().filter(group -> group.configuration().strategy().equals("migration") && group.total().isPresent())
            .min(Comparator.comparingInt(group -> order(group.configuration().preset()))).ifPresent(migration -> {
                final Configuration of = migration.configuration();
                keys.add(new KeyNumber(
                    "One migration, " + of.preset() + ", " + of.transport(),
                    Numbers.of(migration.total().orElseThrow().median()) + " s",
                    Numbers.spread(migration.total().get()).strip() + mark(migration)));
                all.stream().filter(group -> group.configuration().isCheckpoint()
                    && group.configuration().sameJob(of)).forEach(group -> ratio(keys, group, migration));
            });
        results.benches().stream().max(Comparator.comparingDouble(point -> point.rate().median()))
            .map(this::rate).ifPresent(keys::add);
        return keys;
    }

    private static int order(final String preset) {
        final int index = Paper.PRESETS.indexOf(preset);
        return index < 0 ? Paper.PRESETS.size() : index;
    }

    private static String mark(final RunGroup group) {
        return group.partial() ? " partial" : "";
    }

    private void ratio(final List<KeyNumber> keys, final RunGroup other, final RunGroup migration) {
        Ratio.ofTotals(other, migration).ifPresent(ratio -> {
            final OptionalDouble paper = Paper.ratio(other.configuration().strategy(), other.configuration().preset());
            keys.add(new KeyNumber(
                Labels.strategy(other.configuration().strategy()) + ", against that",
                Numbers.of(ratio.range().median()) + "×",
                Numbers.spread(ratio.range()).strip() + mark(other)
                    + (paper.isPresent() ? "; the paper: " + Numbers.plain(paper.getAsDouble()) + "×" : "")));
        });
    }

    private KeyNumber rate(final BenchPoint point) {
        return new KeyNumber(
            "Transfer alone, " + point.transport() + ", chunks of " + Numbers.bytes(point.chunkBytes()),
            Numbers.of(point.rate().median()) + " GiB/s", Numbers.spread(point.rate()).strip());
    }

    private List<String> notices() {
        final List<String> notices = new ArrayList<>();
        results.partial().forEach(one -> notices.add(
            "Partial: the comparison in " + one.file() + " was cut off"
                + (one.why().isEmpty() ? "" : " (" + one.why() + ")")
                + ". Its runs are kept and marked, in figures with a dotted frame."));
        if (results.versions().size() > 1) {
            notices.add("Versions are mixed: " + String.join(", ", results.versions())
                + ". Every row has its own in brackets; they are never averaged together.");
        }
        if (results.machines().size() > 1) {
            final List<String> names = new ArrayList<>();
            results.machines().forEach(machine -> names.add(Labels.machine(names.size()) + ": " + machine));
            notices.add("Different machines are mixed: " + String.join("; ", names)
                + ". Every row has its own in brackets; they are never averaged together.");
        }
        if (!results.excluded().isEmpty()) {
            notices.add((results.excluded().size() == 1 ? "One result is left out" : results.excluded().size()
                + " results are left out") + " of all figures, as the table at the end says: "
                + results.excluded().getFirst().what() + ", " + results.excluded().getFirst().why()
                + (results.excluded().size() == 1 ? "." : ", and others."));
        }
        if (labels.hasNothing()) {
            notices.add("No result takes part in any figure.");
        }
        return notices;
    }
}
