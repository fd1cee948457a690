package org.rankferry.report.results;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * All runs of one configuration.
 *
 * @param configuration that they share.
 * @param runs          one or more.
 */
public record RunGroup(Configuration configuration, List<StrategyRun> runs) {
    /** Runs by configuration, in the order in which each was first seen. */
    public static List<RunGroup> of(final List<StrategyRun> runs) {
        final Map<Configuration, List<StrategyRun>> by = new LinkedHashMap<>();
        runs.forEach(run -> by.computeIfAbsent(run.configuration(), key -> new ArrayList<>()).add(run));
        return by.entrySet().stream().map(one -> new RunGroup(one.getKey(), List.copyOf(one.getValue()))).toList();
    }

    /** Seconds of a phase over the runs that have it. */
    public Optional<Range> phase(final String name) {
        return range(run -> run.phases().get(name));
    }

    /** Seconds of all of it: what the phase {@code total} says. */
    public Optional<Range> total() {
        return phase(StrategyRun.TOTAL);
    }

    /** Seconds without the restart, which a checkpoint alone does not need. */
    public Optional<Range> withoutRestart() {
        return range(run -> {
            final Double total = run.phases().get(StrategyRun.TOTAL);
            return total == null ? null : total - run.phases().getOrDefault("restart", 0.0);
        });
    }

    /** Seconds that the job took. */
    public Optional<Range> execution() {
        return range(run -> run.execution().isPresent() ? run.execution().getAsDouble() : null);
    }

    /** Bytes that were moved. */
    public Optional<Range> movedBytes() {
        return range(run -> run.movedBytes().isPresent() ? run.movedBytes().getAsDouble() : null);
    }

    /** A figure over the runs that have it. */
    public Optional<Range> range(final Function<StrategyRun, Double> of) {
        final List<Double> values = new ArrayList<>();
        runs.forEach(run -> {
            final Double value = of.apply(run);
            if (value != null) {
                values.add(value);
            }
        });
        return values.isEmpty() ? Optional.empty() : Optional.of(Range.of(values));
    }

    /** Whether any of the runs is from a comparison that was cut off. */
    public boolean partial() {
        return runs.stream().anyMatch(StrategyRun::partial);
    }

    /** Rounds that were planned; 0 where the files do not tell. */
    public long planned() {
        return runs.stream().mapToLong(run -> run.fields().whole("rounds")).max().orElse(0);
    }

    /** Where the runs are from. */
    public List<Origin> origins() {
        return runs.stream().map(StrategyRun::origin).toList();
    }
}
