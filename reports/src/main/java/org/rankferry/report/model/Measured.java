package org.rankferry.report.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import org.rankferry.report.results.BenchPoint;
import org.rankferry.report.results.Configuration;
import org.rankferry.report.results.ControlResult;
import org.rankferry.report.results.Origin;
import org.rankferry.report.results.Range;
import org.rankferry.report.results.Results;
import org.rankferry.report.results.RunGroup;

/**
 * Results that constants can be had from: of one version on one machine, migrations by one transport.
 *
 * @param migrations by number of bytes.
 * @param local      checkpoints to local disks.
 * @param benches    of the same transport, by size of a chunk, otherwise alike.
 * @param control    of the control plane, or null.
 */
record Measured(List<RunGroup> migrations, List<RunGroup> local, List<BenchPoint> benches, ControlResult control) {
    private static final List<String> TRANSPORTS = List.of("rdma", "tcp", "shm");

    /**
     * A migration in numbers.
     *
     * @param name  in words.
     * @param nodes of the job.
     * @param ranks that moved.
     * @param bytes that moved.
     */
    record Move(String name, int nodes, int ranks, double bytes) {
    }

    static Measured of(final Results results) {
        final List<RunGroup> all = results.groups().stream()
            .filter(group -> group.configuration().strategy().equals("migration") && group.total().isPresent()
                && move(group).ranks() > 0 && move(group).bytes() > 0).toList();
        final List<RunGroup> migrations = all.stream().filter(group -> isLike(group, best(all)))
            .sorted(Comparator.comparingDouble(group -> move(group).bytes())).toList();
        final Origin where = migrations.isEmpty() ? results.origins().stream().findFirst().orElse(null)
            : migrations.getFirst().origins().getFirst();
        final String transport = migrations.isEmpty() ? "" : migrations.getFirst().configuration().transport();
        final List<RunGroup> local = results.groups().stream()
            .filter(group -> group.configuration().strategy().equals("cr-local")
                && isOf(where, group.origins().getFirst())
                && group.phase("checkpoint").isPresent() && group.movedBytes().isPresent()).toList();
        final List<BenchPoint> benches = sweep(results.benches().stream()
            .filter(point -> isOf(where, point.origin()) && point.rate().median() > 0 && point.chunkBytes() > 0)
            .filter(point -> point.transport().equals(transport)).toList());
        final Optional<ControlResult> control = results.controls().stream()
            .filter(one -> isOf(where, one.origin()) && !one.points().isEmpty()).findFirst();
        return new Measured(migrations, local, benches, control.orElse(null));
    }

    private static RunGroup best(final List<RunGroup> all) {
        return all.stream().min(Comparator.comparingInt(group -> preference(group.configuration().transport())))
            .orElse(null);
    }

    private static int preference(final String transport) {
        final int index = TRANSPORTS.indexOf(transport);
        return index < 0 ? TRANSPORTS.size() : index;
    }

    private static boolean isLike(final RunGroup group, final RunGroup other) {
        final Configuration one = group.configuration();
        final Configuration two = other.configuration();
        return one.transport().equals(two.transport()) && one.chunkBytes() == two.chunkBytes()
            && one.setting().version().equals(two.setting().version())
            && one.setting().machine().equals(two.setting().machine());
    }

    private static boolean isOf(final Origin one, final Origin other) {
        return one.version().equals(other.version()) && one.machine().identity().equals(other.machine().identity());
    }

    /** The largest part that differs in nothing but the size of a chunk. */
    private static List<BenchPoint> sweep(final List<BenchPoint> points) {
        List<BenchPoint> largest = List.of();
        for (final BenchPoint first : points) {
            final List<BenchPoint> like = new ArrayList<>();
            points.stream().filter(one -> one.ranks() == first.ranks() && one.depth() == first.depth()
                && one.fields().whole("pool_bytes") == first.fields().whole("pool_bytes")
                && one.fields().text("store").equals(first.fields().text("store"))
                && one.fields().flag("crc") == first.fields().flag("crc")
                && like.stream().noneMatch(other -> other.chunkBytes() == one.chunkBytes())).forEach(like::add);
            largest = like.size() > largest.size() ? like : largest;
        }
        return largest;
    }

    static Move move(final RunGroup group) {
        final Configuration of = group.configuration();
        final int ranks = Math.max(group.runs().getFirst().fields().length("moved_ranks"), of.ranksPerNode());
        return new Move(
            of.preset() + ", " + of.nodes() + " nodes, " + ranks + " ranks moved", Math.max(1, of.nodes()), ranks,
            group.movedBytes().map(Range::median).orElse((double) ranks * of.rankBytes()));
    }
}
