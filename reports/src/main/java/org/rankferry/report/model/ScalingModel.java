package org.rankferry.report.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import org.rankferry.bench.control.ControlPath;
import org.rankferry.bench.control.Growth;
import org.rankferry.report.figure.Numbers;
import org.rankferry.report.results.Configuration;
import org.rankferry.report.results.ControlResult;
import org.rankferry.report.results.Origin;
import org.rankferry.report.results.Range;
import org.rankferry.report.results.Results;
import org.rankferry.report.results.RunGroup;

/**
 * What measured constants lead one to expect of larger jobs on other links. A model: nothing of it was measured.
 * Immutable.
 *
 * <pre>
 *   C(N)      = m(N) + a(N) + 2 x 5 L            orders and answers of a move, N nodes
 *   stall     = q + s C(N)
 *   migrate   = rho(k) + k B max(1 / link, h)
 *   restart   = r(k B)
 *   resume    = u + (1 - s) C(N)
 *   C/R local = stall + k B / D + resume         then, if it comes to that, k B / D to read it back
 *   C/R PFS   = stall + N k B / P + resume       then N k B / P
 * </pre>
 */
public final class ScalingModel {
    /** The formulas as they are shown. */
    public static final List<String> FORMULAS = List.of(
        "C(N) = m(N) + a(N) + 2 × 5 L",
        "stall = q + s C(N)",
        "migrate = ρ(k) + k B max(1 / link, h)",
        "restart = r(k B)",
        "resume = u + (1 − s) C(N)",
        "migration = stall + migrate + restart + resume",
        "C/R, local disk = stall + k B / D + resume; the restart reads k B / D more",
        "C/R, parallel FS = stall + N k B / P + resume; the restart reads N k B / P more");

    private static final double DEFAULT_DISK = 2e9;
    private static final double MB = 1e6;
    private static final double MS = 1e3;

    private final Measured measured;
    private final Assumed assumed;
    private final TransferCost transfer;
    private final Growth restart;
    private final ControlPath control;
    private final double stallShare;
    private final double quiet;
    private final double goOn;

    private ScalingModel(final Measured measured, final Assumed assumed) {
        this.measured = measured;
        this.assumed = assumed;
        transfer = TransferCost.of(measured.benches(), measured.migrations());
        final Map<Integer, List<Double>> byMb = new TreeMap<>();
        measured.migrations().forEach(group -> byMb.computeIfAbsent(
            TransferCost.mb(Measured.move(group).bytes()), key -> new ArrayList<>()).add(phase(group, "restart")));
        restart = TransferCost.line(TransferCost.medians(byMb));
        final List<ControlResult.Point> points = measured.control().points();
        control = new ControlPath(
            growth(points, "manager_cpu_s"), growth(points, "node_cpu_s"), ControlPath.MOVE_ROUNDS,
            assumed.latencyUs());
        final ControlResult.Point last = points.getLast();
        stallShare = Math.min(1, median(last, "stall_s") / Math.max(1e-9, median(last, "total_s")));
        quiet = rest(group -> phase(group, "stall") - stallShare * control.seconds(Measured.move(group).nodes()));
        goOn = rest(group -> phase(group, "resume") + phase(group, "release")
            - (1 - stallShare) * control.seconds(Measured.move(group).nodes()));
    }

    /** What the results lack for a model, a sentence each with how to measure it; empty when nothing is. */
    public static List<String> missing(final Results results) {
        final List<String> missing = new ArrayList<>();
        if (results.origins().isEmpty()) {
            return List.of("Nothing was measured that takes part in figures.");
        }
        final Measured measured = Measured.of(results);
        if (measured.migrations().isEmpty()) {
            missing.add("What a rank and a byte of a migration cost, and its stall and restart: no run of"
                + " 'migration' with"
                + " its moved bytes and ranks is there; measure with: rankferry compare --json compare.json.");
        }
        if (measured.control() == null) {
            missing.add("What orders and answers cost by number of nodes: no result of bench-control of the same"
                + " version"
                + " and machine is there; measure with: rankferry bench-control --json control.json.");
        }
        return missing;
    }

    /** Of results that lack nothing. */
    public static ScalingModel of(final Results results, final Assumed assumed) {
        return new ScalingModel(Measured.of(results), assumed);
    }

    private static Growth growth(final List<ControlResult.Point> points, final String key) {
        final Map<Integer, Double> values = new TreeMap<>();
        points.forEach(point -> values.put(point.nodes(), Math.max(1e-9, median(point, key))));
        return Growth.of(values);
    }

    private static double median(final ControlResult.Point point, final String key) {
        return point.range(key).map(Range::median).orElse(0.0);
    }

    private static double phase(final RunGroup group, final String name) {
        return group.phase(name).map(Range::median).orElse(0.0);
    }

    private double rest(final Function<RunGroup, Double> of) {
        return Range.of(measured.migrations().stream().map(group -> Math.max(0, of.apply(group))).toList()).median();
    }

    private RunGroup job() {
        return measured.migrations().stream().filter(group -> group.configuration().preset().equals("LU.C.64"))
            .max((one, two) -> one.configuration().ranksPerNode() - two.configuration().ranksPerNode())
            .orElse(measured.migrations().getLast());
    }

    /** Of the jobs that are projected. */
    public int ranksPerNode() {
        return assumed.ranksPerNode() > 0 ? assumed.ranksPerNode() : Measured.move(job()).ranks();
    }

    /** Of the image of a rank of the jobs that are projected. */
    public double rankBytes() {
        return assumed.rankBytes() > 0 ? assumed.rankBytes()
            : Measured.move(job()).bytes() / Measured.move(job()).ranks();
    }

    /** Nodes that so many ranks need. */
    public int nodes(final long ranks) {
        return (int) ((ranks + ranksPerNode() - 1) / ranksPerNode());
    }

    private double nodeBytes() {
        return ranksPerNode() * rankBytes();
    }

    /** Seconds of the stall. */
    public double stall(final int nodes) {
        return quiet + stallShare * control.seconds(nodes);
    }

    /** Seconds of the phase that moves the images. */
    public double migrate(final Rate link) {
        return transfer.seconds(ranksPerNode(), nodeBytes(), link.bytesPerSecond());
    }

    /** Seconds of the restart, of a migration. */
    public double restart() {
        return restart.at(TransferCost.mb(nodeBytes()));
    }

    /** Seconds until all ranks go on. */
    public double resume(final int nodes) {
        return goOn + (1 - stallShare) * control.seconds(nodes);
    }

    /** Seconds of a migration, stall to resume. */
    public double migration(final int nodes, final Rate link) {
        return stall(nodes) + migrate(link) + restart() + resume(nodes);
    }

    /** The same, as if orders and answers had no terms in N^2: what they are measured at is far fewer nodes. */
    public double migrationWithoutSquares(final int nodes, final Rate link) {
        return migration(nodes, link) - squares(control.manager(), nodes) - squares(control.node(), nodes);
    }

    private static double squares(final Growth growth, final int nodes) {
        return growth.factor(Growth.SQUARE) * nodes * nodes;
    }

    /** Most nodes that orders and answers were measured with. */
    public int measuredNodes() {
        return measured.control().points().stream().mapToInt(ControlResult.Point::nodes).max().orElseThrow();
    }

    /** A local disk of each node. */
    public Rate disk() {
        if (assumed.disk() != null) {
            return assumed.disk();
        }
        return measured.local().isEmpty() ? new Rate("2G", DEFAULT_DISK) : new Rate("as measured", measuredDisk());
    }

    private double measuredDisk() {
        final RunGroup group = measured.local().getFirst();
        return group.movedBytes().orElseThrow().median() / phase(group, "checkpoint");
    }

    /** Seconds of a checkpoint to local disks. */
    public double checkpointLocal(final int nodes) {
        return stall(nodes) + nodeBytes() / disk().bytesPerSecond() + resume(nodes);
    }

    /** Seconds that reading back from local disks takes. */
    public double readLocal() {
        return nodeBytes() / disk().bytesPerSecond();
    }

    /** Seconds of a checkpoint to a parallel file system. */
    public double checkpointShared(final int nodes, final Rate pfs) {
        return stall(nodes) + readShared(nodes, pfs) + resume(nodes);
    }

    /** Seconds that reading back from a parallel file system takes. */
    public double readShared(final int nodes, final Rate pfs) {
        return nodes * nodeBytes() / pfs.bytesPerSecond();
    }

    /** What the nodes themselves carry, bytes per second: faster links do not help. */
    public double hostBytesPerSecond() {
        return transfer.hostBytesPerSecond();
    }

    /** What the model says of each migration that was measured, where both ends are on one machine: no link. */
    public List<Check> checks() {
        final List<Check> checks = new ArrayList<>();
        for (final RunGroup group : measured.migrations()) {
            final Measured.Move move = Measured.move(group);
            final double stall = stall(move.nodes());
            final double migrate = transfer.seconds(move.ranks(), move.bytes(), Double.POSITIVE_INFINITY);
            final double restarted = restart.at(TransferCost.mb(move.bytes()));
            final double resume = resume(move.nodes());
            checks.add(new Check(move.name(), "stall", phase(group, "stall"), stall));
            checks.add(new Check(move.name(), "migrate", phase(group, "migrate"), migrate));
            checks.add(new Check(move.name(), "restart", phase(group, "restart"), restarted));
            checks.add(new Check(
                move.name(), "release and resume", phase(group, "release") + phase(group, "resume"), resume));
            checks.add(new Check(
                move.name(), "total", group.total().orElseThrow().median(), stall + migrate + restarted + resume));
        }
        return checks;
    }

    /** All numbers of the model. */
    public List<Constant> constants() {
        final Configuration of = job().configuration();
        final List<Constant> constants = new ArrayList<>();
        constants.add(new Constant(
            "k", "ranks on a node", Integer.toString(ranksPerNode()),
            assumed.ranksPerNode() > 0 ? "--ranks-per-node" : "as " + of.preset() + " was run"));
        constants.add(new Constant(
            "B", "image of a rank", Numbers.of(rankBytes() / MB) + " MB",
            assumed.rankBytes() > 0 ? "--rank-bytes" : "as " + of.preset() + " was run"));
        constants.addAll(transfer.constants());
        constants.add(new Constant(
            "r(M)", "restart, by MB that moved", restart.formula().replace("n", "M") + " s",
            TransferCost.points(restart, "migrations")));
        constants.add(new Constant(
            "m(N)", "CPU of the job manager", control.manager().formula().replace("n", "N") + " s",
            TransferCost.points(control.manager(), "bench-control")));
        constants.add(new Constant(
            "a(N)", "CPU of one node's agent", control.node().formula().replace("n", "N") + " s",
            TransferCost.points(control.node(), "bench-control")));
        constants.add(new Constant(
            "L", "an event between two nodes", Numbers.of(assumed.latencyUs()) + " µs", "assumed: --latency-us"));
        constants.add(new Constant(
            "s", "share of the stall in a move without data", String.format(Locale.ROOT, "%.2f", stallShare),
            "bench-control, most nodes"));
        constants.add(new Constant(
            "q", "ranks become quiet", Numbers.of(quiet * MS) + " ms", "stall of migrations, less s C(N)"));
        constants.add(new Constant(
            "u", "ranks go on", Numbers.of(goOn * MS) + " ms", "release and resume of migrations, less (1 − s) C(N)"));
        constants.add(new Constant(
            "D", "local disk of a node", Numbers.of(disk().bytesPerSecond() / 1e9) + " GB/s",
            assumed.disk() != null ? "assumed: --disk" : measured.local().isEmpty() ? "assumed, as no cr-local was"
                + " measured"
                : "cr-local: one disk, which all nodes of this machine shared"));
        assumed.links().forEach(link -> constants.add(new Constant(
            "link", "of a node", Numbers.of(link.bytesPerSecond() * 8 / 1e9) + " Gbit/s", "assumed: --link")));
        assumed.pfs().forEach(pfs -> constants.add(new Constant(
            "P", "parallel file system, all servers", Numbers.of(pfs.bytesPerSecond() / 1e9) + " GB/s",
            "assumed: --pfs")));
        return constants;
    }

    /** Where the constants are from. */
    public List<Origin> origins() {
        final List<Origin> origins = new ArrayList<>();
        measured.migrations().forEach(group -> origins.addAll(group.origins()));
        measured.local().forEach(group -> origins.addAll(group.origins()));
        measured.benches().forEach(point -> origins.add(point.origin()));
        origins.add(measured.control().origin());
        return origins;
    }

    /** Which way the images of the migrations went. */
    public String transport() {
        return measured.migrations().getFirst().configuration().transport();
    }
}
