package org.rankferry.report.chapter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.rankferry.report.figure.Bar;
import org.rankferry.report.figure.Ink;
import org.rankferry.report.figure.Key;
import org.rankferry.report.figure.Numbers;
import org.rankferry.report.results.Range;
import org.rankferry.report.results.RunGroup;
import org.rankferry.report.results.StrategyRun;

/** Phases of a strategy as parts of a bar. */
final class Phases {
    private static final String RESTART = "restart";
    private static final String PREPARE = "prepare";
    private static final Map<String, Ink> INKS = inks();

    private Phases() {
    }

    private static Map<String, Ink> inks() {
        final Map<String, Ink> inks = new LinkedHashMap<>();
        inks.put("stall", Ink.VERMILION);
        inks.put("migrate", Ink.BLUE);
        inks.put("checkpoint", Ink.BLUE);
        inks.put("copy", Ink.PURPLE);
        inks.put(RESTART, Ink.AMBER);
        inks.put("release", Ink.GREY);
        inks.put("resume", Ink.GREEN);
        return inks;
    }

    /** Phases that are part of the total, in the order in which they follow each other. */
    private static List<String> order(final RunGroup group) {
        final List<String> order = new ArrayList<>(List.of("stall", "migrate", "checkpoint", "copy"));
        // a checkpoint lets the job go on, and a restart comes later if at all
        order.addAll(group.configuration().isCheckpoint() ? List.of("release", "resume", RESTART)
            : List.of(RESTART, "release", "resume"));
        return order.stream().filter(phase -> group.phase(phase).isPresent()).toList();
    }

    private static boolean isApart(final RunGroup group, final String phase) {
        return phase.equals(RESTART) && group.configuration().isCheckpoint();
    }

    /** A bar of the medians of all phases, with the median and the spread of the total. */
    static Bar bar(final String label, final RunGroup group) {
        final Optional<Range> total = group.total();
        if (total.isEmpty()) {
            return Bar.absent(label, "these results have no phases of it", kind(group));
        }
        final List<Bar.Part> parts = order(group).stream().map(phase -> new Bar.Part(
            group.phase(phase).orElseThrow().median(), INKS.get(phase), isApart(group, phase))).toList();
        final String alone = group.configuration().isCheckpoint() && group.phase(RESTART).isPresent()
            ? "; " + Numbers.of(group.withoutRestart().orElseThrow().median()) + " s" : "";
        return new Bar(
            label, parts.isEmpty() ? List.of(new Bar.Part(total.get().median(), Ink.GREY, false)) : parts, total.get(),
            Numbers.of(total.get(), " s") + alone, kind(group));
    }

    /** How figures of a group are marked. */
    static Bar.Kind kind(final RunGroup group) {
        return group.partial() ? Bar.Kind.PARTIAL : Bar.Kind.MEASURED;
    }

    /** What the parts of these bars mean. */
    static List<Key> keys(final Collection<RunGroup> groups) {
        final Map<Key, Set<String>> words = new LinkedHashMap<>();
        INKS.forEach((phase, ink) -> groups.stream().filter(group -> group.phase(phase).isPresent())
            .forEach(group -> words.computeIfAbsent(
                new Key("", ink, isApart(group, phase) ? Key.Shape.OUTLINED : Key.Shape.FILLED),
                key -> new LinkedHashSet<>()).add(phase)));
        return words.entrySet().stream().map(one -> new Key(
            String.join(" or ", one.getValue())
                + (one.getKey().shape() == Key.Shape.OUTLINED ? ", which a checkpoint may never need" : ""),
            one.getKey().ink(), one.getKey().shape())).toList();
    }

    /** All phases and the total as data. */
    static void addTo(final Tidy tidy, final RunGroup group) {
        group.phase(PREPARE).ifPresent(range -> tidy.measured(group, PREPARE + " (the job runs on)", "s", range));
        order(group).forEach(phase -> tidy.measured(group, phase, "s", group.phase(phase).orElseThrow()));
        group.total().ifPresent(range -> tidy.measured(group, StrategyRun.TOTAL, "s", range));
        if (group.configuration().isCheckpoint()) {
            group.withoutRestart().ifPresent(range -> tidy.measured(group, "total without restart", "s", range));
        }
    }

    /** A sentence about the preparation, which no bar shows. */
    static List<String> preparation(final Collection<RunGroup> groups, final Labels labels) {
        final List<String> each = groups.stream().filter(group -> group.phase(PREPARE).isPresent()).map(
            group -> group.configuration().preset() + ", " + labels.of(group, groups) + ": "
                + Numbers.of(group.phase(PREPARE).orElseThrow(), " s")).toList();
        return each.isEmpty() ? List.of()
            : List.of("No bar shows what comes before the stall, the preparation, in which the job runs on. "
            + String.join("; ", each) + ".");
    }
}
