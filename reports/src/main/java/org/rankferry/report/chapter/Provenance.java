package org.rankferry.report.chapter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.rankferry.report.page.DataTable;
import org.rankferry.report.page.Figure.Captioned;
import org.rankferry.report.results.Origin;
import org.rankferry.report.results.Results;

/** Machines, files and what was left out, as tables. */
final class Provenance {
    private final Results results;

    Provenance(final Results results) {
        this.results = results;
    }

    List<Captioned> tables() {
        final List<Captioned> tables = new ArrayList<>(List.of(
            new Captioned("Machines", machines()), new Captioned("Files and commands", files())));
        if (!results.excluded().isEmpty()) {
            tables.add(new Captioned("Results that are in no figure", new DataTable(
                List.of("file", "result", "why"), results.excluded().stream()
                .map(one -> List.of(one.origin().file(), one.what(), one.why())).toList())));
        }
        return tables;
    }

    private DataTable machines() {
        final List<String> identities = List.copyOf(results.machines());
        final Map<List<String>, Set<String>> devices = new LinkedHashMap<>();
        for (final Origin origin : results.origins()) {
            final Origin.Machine machine = origin.machine();
            devices.computeIfAbsent(List.of(
                Labels.machine(identities.indexOf(machine.identity())), machine.cpu(), machine.cores(),
                machine.kernel(), machine.jvm()), key -> new TreeSet<>()).add(machine.device());
        }
        final List<List<String>> rows = new ArrayList<>();
        devices.forEach((machine, names) -> {
            final List<String> row = new ArrayList<>(machine);
            row.add(words(names));
            rows.add(row);
        });
        return new DataTable(List.of("machine", "processor", "cores", "kernel", "JVM", "RDMA device"), rows);
    }

    private DataTable files() {
        final Map<List<String>, Integer> counts = new LinkedHashMap<>();
        final Map<List<String>, Set<String>> seeds = new LinkedHashMap<>();
        final Map<List<String>, Set<String>> times = new LinkedHashMap<>();
        for (final Origin origin : results.origins()) {
            final List<String> call = List.of(origin.file(), origin.commandLine(), origin.version(), origin.runId());
            counts.merge(call, 1, Integer::sum);
            seeds.computeIfAbsent(call, key -> new TreeSet<>()).add(origin.seed());
            times.computeIfAbsent(call, key -> new TreeSet<>()).add(origin.startedAt());
        }
        final List<List<String>> rows = new ArrayList<>();
        counts.forEach((call, count) -> rows.add(List.of(
            call.get(0), call.get(1), call.get(2), words(seeds.get(call)), first(times.get(call)), call.get(3),
            count.toString())));
        return new DataTable(
            List.of("file", "command line", "version", "seed", "first started", "run", "results"), rows);
    }

    private static String words(final Set<String> values) {
        return String.join(", ", values.stream().filter(one -> !one.isEmpty()).toList());
    }

    private static String first(final Set<String> values) {
        return values.stream().filter(one -> !one.isEmpty()).findFirst().orElse("");
    }
}
