package org.rankferry.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.rankferry.bench.measure.Samples;

/**
 * What a comparison comes to: a row for each strategy, with medians of the phases, and how much longer it takes than
 * the first migration. Ratios are taken round by round, as what disturbed one round disturbed all of its strategies.
 */
final class CompareTable {
    private final List<String> lines = new ArrayList<>();

    CompareTable(final List<Measured> measured) {
        final Map<String, List<Measured>> jobs = new LinkedHashMap<>();
        measured.forEach(one -> jobs.computeIfAbsent(
            one.workload().toString(), none -> new ArrayList<>()).add(one));
        jobs.forEach((job, all) -> {
            lines.add("");
            lines.add(job);
            table(all);
        });
    }

    /** To be printed. */
    List<String> lines() {
        return List.copyOf(lines);
    }

    private void table(final List<Measured> all) {
        final Map<String, List<Measured>> rows = new LinkedHashMap<>();
        all.forEach(one -> rows.computeIfAbsent(one.configuration(), none -> new ArrayList<>()).add(one));
        final Set<String> phases = new LinkedHashSet<>();
        all.forEach(one -> phases.addAll(one.phases().keySet()));
        phases.remove("total");
        final StringBuilder head = new StringBuilder(
            String.format(Locale.ROOT, "%-17s %-5s %2s", "strategy", "by", "n"));
        phases.forEach(phase -> head.append(String.format(Locale.ROOT, " %10s", phase)));
        lines.add(head + String.format(Locale.ROOT, " %28s  %s", "total s (from..to)", "of migration (from..to)"));
        final List<Measured> base = all.stream().filter(one -> one.strategy() == Strategy.MIGRATION)
            .filter(one -> one.transport().equals(all.getFirst().transport())).toList();
        rows.values().forEach(runs -> lines.add(row(runs, phases, base)));
    }

    private static String row(final List<Measured> runs, final Set<String> phases, final List<Measured> base) {
        final Measured first = runs.getFirst();
        final StringBuilder row = new StringBuilder(
            String.format(Locale.ROOT, "%-17s %-5s %2d", first.strategy().word(), first.transport(), runs.size()));
        for (final String phase : phases) {
            final List<Double> values = runs.stream().filter(one -> one.phases().containsKey(phase))
                .map(one -> one.phases().get(phase)).toList();
            row.append(values.isEmpty() ? String.format(Locale.ROOT, " %10s", "")
                : String.format(Locale.ROOT, " %10.3f", Samples.of(values).median()));
        }
        final Samples totals = Samples.of(runs.stream().map(Measured::total).toList());
        row.append(String.format(Locale.ROOT, " %8.3f (%8.3f..%8.3f)", totals.median(), totals.min(), totals.max()));
        final List<Double> ratios = ratios(runs, base);
        if (!ratios.isEmpty() && !first.strategy().isExecution()) {
            final Samples of = Samples.of(ratios);
            row.append(String.format(Locale.ROOT, "  %6.2f (%.2f..%.2f)", of.median(), of.min(), of.max()));
        }
        return row.toString();
    }

    /** Totals over those of the migrations of the same rounds. */
    static List<Double> ratios(final List<Measured> runs, final List<Measured> base) {
        final List<Double> ratios = new ArrayList<>();
        for (final Measured one : runs) {
            base.stream().filter(other -> other.round() == one.round()).findFirst()
                .ifPresent(other -> ratios.add(one.total() / other.total()));
        }
        return ratios;
    }
}
