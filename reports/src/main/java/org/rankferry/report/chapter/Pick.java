package org.rankferry.report.chapter;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import org.rankferry.report.paper.Paper;
import org.rankferry.report.results.Configuration;
import org.rankferry.report.results.Origin;
import org.rankferry.report.results.Results;
import org.rankferry.report.results.RunGroup;

/** Chooses runs for figures. */
final class Pick {
    private Pick() {
    }

    /** Runs of strategies, of each preset those with the most ranks on a node: the job as the preset has it. */
    static List<RunGroup> whole(final Results results, final Predicate<Configuration> strategies) {
        final List<RunGroup> groups = results.groups();
        return groups.stream().filter(group -> strategies.test(group.configuration()))
            .filter(group -> group.configuration().ranksPerNode() == groups.stream().map(RunGroup::configuration)
                .filter(other -> other.preset().equals(group.configuration().preset()))
                .mapToInt(Configuration::ranksPerNode).max().orElseThrow())
            .toList();
    }

    /** The paper's presets, and others that were run. */
    static List<String> presets(final List<RunGroup> groups) {
        final Set<String> presets = new LinkedHashSet<>(Paper.PRESETS);
        groups.forEach(group -> presets.add(group.configuration().preset()));
        return List.copyOf(presets);
    }

    static List<RunGroup> of(final List<RunGroup> groups, final String preset) {
        return groups.stream().filter(group -> group.configuration().preset().equals(preset)).toList();
    }

    static List<Origin> origins(final List<RunGroup> groups) {
        final List<Origin> origins = new ArrayList<>();
        groups.forEach(group -> origins.addAll(group.origins()));
        return origins;
    }

    /** A sentence about configurations whose runs were cut off. */
    static List<String> partial(final List<RunGroup> groups, final Labels labels) {
        final List<String> each = groups.stream().filter(RunGroup::partial).map(group -> String.format(
            "%s, %s: %d of %s rounds", group.configuration().preset(), labels.of(group, groups),
            group.runs().size(), group.planned() > 0 ? group.planned() : "more")).toList();
        return each.isEmpty() ? List.of()
            : List.of("Partial, as the comparison was cut off. " + String.join("; ", each) + ".");
    }
}
