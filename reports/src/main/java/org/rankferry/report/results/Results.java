package org.rankferry.report.results;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All that the files hold.
 *
 * @param files    in the order in which they were given.
 * @param runs     of strategies.
 * @param benches  of transfers.
 * @param controls of the control plane.
 * @param excluded what takes part in no figure, and why.
 * @param partial  files of comparisons that were cut off, with what is known about it.
 */
public record Results(
    List<String> files, List<StrategyRun> runs, List<BenchPoint> benches, List<ControlResult> controls,
    List<Excluded> excluded, List<Partial> partial) {

    /**
     * A result that is in no figure.
     *
     * @param origin where it is from.
     * @param what   it was a result of.
     * @param why    it is left out.
     */
    public record Excluded(Origin origin, String what, String why) {
    }

    /**
     * A comparison that was cut off.
     *
     * @param file as it was given.
     * @param why  it was, or the empty string.
     */
    public record Partial(String file, String why) {
    }

    /** Where all results are from that take part in figures. */
    public List<Origin> origins() {
        final List<Origin> origins = new ArrayList<>();
        Stream.of(
            runs.stream().map(StrategyRun::origin), benches.stream().map(BenchPoint::origin),
            controls.stream().map(ControlResult::origin)).flatMap(one -> one).forEach(origins::add);
        return origins;
    }

    /** Versions of the tool that measured, in the order in which they were met. */
    public Set<String> versions() {
        return new LinkedHashSet<>(origins().stream().map(Origin::version).toList());
    }

    /** Machines that were measured on, in the order in which they were met. */
    public Set<String> machines() {
        return new LinkedHashSet<>(origins().stream().map(one -> one.machine().identity()).toList());
    }

    /** The runs by configuration. */
    public List<RunGroup> groups() {
        return RunGroup.of(runs);
    }

    /** Whether any of these is from a comparison that was cut off. */
    public static boolean anyPartial(final Collection<RunGroup> groups) {
        return groups.stream().anyMatch(RunGroup::partial);
    }
}
