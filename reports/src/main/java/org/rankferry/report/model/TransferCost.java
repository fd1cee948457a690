package org.rankferry.report.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.rankferry.bench.control.Growth;
import org.rankferry.report.figure.Numbers;
import org.rankferry.report.results.BenchPoint;
import org.rankferry.report.results.Range;
import org.rankferry.report.results.RunGroup;

/** What the phase MIGRATE costs: by rank, by byte and by chunk. Immutable. */
final class TransferCost {
    private static final double GIB = 1L << 30;
    private static final double MB = 1e6;
    private static final double LEAST = 1e-6;
    private static final double US = 1e6;

    private final Growth perGib;
    private final Growth perRanks;
    private final double secondsPerByte;

    private TransferCost(final Growth perGib, final Growth perRanks, final double secondsPerByte) {
        this.perGib = perGib;
        this.perRanks = perRanks;
        this.secondsPerByte = secondsPerByte;
    }

    /**
     * Fits it.
     *
     * @param benches    by size of a chunk; with none of them bytes cost what migrations say.
     * @param migrations one or more.
     */
    static TransferCost of(final List<BenchPoint> benches, final List<RunGroup> migrations) {
        final long chunk = migrations.getFirst().configuration().chunkBytes();
        Growth perGib = null;
        final double secondsPerByte;
        if (benches.isEmpty() || chunk <= 0) {
            final Map<Integer, List<Double>> byMb = new TreeMap<>();
            migrations.forEach(group -> byMb.computeIfAbsent(
                mb(Measured.move(group).bytes()), key -> new ArrayList<>()).add(migrate(group)));
            secondsPerByte = line(medians(byMb)).factor(Growth.LINEAR) / MB;
        } else {
            final Map<Integer, Double> byChunks = new TreeMap<>();
            benches.forEach(point -> byChunks.put(chunksPerGib(point.chunkBytes()), 1 / point.rate().median()));
            perGib = byChunks.size() == 1 ? Growth.within(byChunks, Growth.CONSTANT)
                : Growth.within(byChunks, Growth.CONSTANT | Growth.LINEAR);
            secondsPerByte = perGib.at(chunksPerGib(chunk)) / GIB;
        }
        final Map<Integer, List<Double>> byRanks = new TreeMap<>();
        migrations.forEach(group -> byRanks.computeIfAbsent(Measured.move(group).ranks(), key -> new ArrayList<>())
            .add(Math.max(LEAST, migrate(group) - Measured.move(group).bytes() * secondsPerByte)));
        return new TransferCost(perGib, line(medians(byRanks)), secondsPerByte);
    }

    static Map<Integer, Double> medians(final Map<Integer, List<Double>> values) {
        final Map<Integer, Double> medians = new TreeMap<>();
        values.forEach((n, all) -> medians.put(n, Math.max(LEAST, Range.of(all).median())));
        return medians;
    }

    /** Through 0 where there is one point: it can't tell a part that does not grow. */
    static Growth line(final Map<Integer, Double> points) {
        return points.size() == 1 ? Growth.within(points, Growth.LINEAR)
            : Growth.within(points, Growth.CONSTANT | Growth.LINEAR);
    }

    static int mb(final double bytes) {
        return (int) Math.max(1, Math.round(bytes / MB));
    }

    private static int chunksPerGib(final long chunkBytes) {
        return (int) Math.max(1, Math.round(GIB / chunkBytes));
    }

    private static double migrate(final RunGroup group) {
        return group.phase("migrate").map(Range::median).orElse(0.0);
    }

    /** Seconds to move the images of some ranks over a link, which is infinitely fast for what is on one machine. */
    double seconds(final int ranks, final double bytes, final double linkBytesPerSecond) {
        return perRanks.at(ranks) + bytes * Math.max(1 / linkBytesPerSecond, secondsPerByte);
    }

    /** What the nodes themselves carry. */
    double hostBytesPerSecond() {
        return 1 / secondsPerByte;
    }

    List<Constant> constants() {
        final List<Constant> constants = new ArrayList<>();
        if (perGib == null) {
            constants.add(new Constant(
                "h", "a byte at the nodes", Numbers.of(secondsPerByte * GIB) + " s/GiB",
                "migrations; bench was not measured, so what a chunk costs is not known apart"));
        } else {
            constants.add(new Constant(
                "β", "a byte at the nodes, whatever the chunk",
                Numbers.of(perGib.factor(Growth.CONSTANT)) + " s/GiB", points(perGib, "bench, sizes of a chunk")));
            constants.add(new Constant(
                "c", "a chunk at the nodes",
                perGib.points() < 2 ? "not known" : Numbers.of(perGib.factor(Growth.LINEAR) * US) + " µs",
                perGib.points() < 2 ? "needs bench with more than one size of a chunk: rankferry bench --chunk"
                    + " 64k,256k,1M"
                    : points(perGib, "bench, sizes of a chunk")));
            constants.add(new Constant(
                "h", "a byte at the nodes: β + c / chunk", Numbers.of(secondsPerByte * GIB) + " s/GiB", "from these"
                    + " two"));
        }
        constants.add(new Constant(
            "ρ(k)", "k ranks, beside their bytes", perRanks.formula().replace("n", "k") + " s",
            points(perRanks, "migrations, ranks on a node")));
        return constants;
    }

    /** How well a fit is known. */
    static String points(final Growth growth, final String of) {
        return of + ": " + growth.points() + (growth.points() == 1 ? " point" : " points") + (growth.isTested()
            ? String.format(Locale.ROOT, ", off by %.0f %% at the most", growth.worstPercent())
            : ", as many as terms: nothing tests it");
    }
}
