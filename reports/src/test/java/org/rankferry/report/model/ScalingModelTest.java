package org.rankferry.report.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.rankferry.report.results.BenchPoint;
import org.rankferry.report.results.ControlResult;
import org.rankferry.report.results.Fields;
import org.rankferry.report.results.Origin;
import org.rankferry.report.results.Results;
import org.rankferry.report.results.StrategyRun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A cluster that behaves exactly as the model says is found again. */
class ScalingModelTest {
    private static final double GIB = 1L << 30;
    private static final long CHUNK = 1 << 20;
    private static final double BYTE_S_PER_GIB = 0.2;
    private static final double CHUNK_S = 20e-6;
    private static final double RANK_S = 0.003;
    private static final double MOVE_S = 0.05;
    private static final double LATENCY_S = 50e-6;
    private static final double QUIET_S = 0.03;
    private static final double GO_ON_S = 0.1;
    private static final double SHARE = 0.25;
    private static final Origin ORIGIN = new Origin(
        "f", "1", "c", new Origin.Machine("cpu", "2", "k", "j", "none"), "1", "", "r");
    private static final Assumed ASSUMED = new Assumed(
        List.of(Rate.ofBits("10G"), Rate.ofBits("400G")), Rate.ofBytes("2G"), List.of(Rate.ofBytes("100G")), 8,
        20_000_000, LATENCY_S * 1e6);

    private static double manager(final int nodes) {
        return 0.002 + 5e-5 * nodes;
    }

    private static double node(final int nodes) {
        return 1e-4 + 2e-6 * nodes;
    }

    private static double orders(final int nodes) {
        return manager(nodes) + node(nodes) + 10 * LATENCY_S;
    }

    private static double perByte() {
        return (BYTE_S_PER_GIB + CHUNK_S * GIB / CHUNK) / GIB;
    }

    private static StrategyRun migration(final int nodes, final int ranks, final double rankBytes) {
        final double bytes = ranks * rankBytes;
        final Map<String, Object> phases = new LinkedHashMap<>();
        phases.put("stall", QUIET_S + SHARE * orders(nodes));
        phases.put("migrate", MOVE_S + RANK_S * ranks + bytes * perByte());
        phases.put("restart", 0.01 + bytes / 1e6 * 0.0005);
        phases.put("resume", GO_ON_S + (1 - SHARE) * orders(nodes));
        phases.put("total", phases.values().stream().mapToDouble(one -> (double) one).sum());
        return new StrategyRun(new Fields(Map.of(
            "strategy", "migration", "transport", "tcp", "preset", "custom", "nodes", nodes, "ranks_per_node", ranks,
            "rank_bytes", (long) rankBytes, "chunk_bytes", CHUNK, "moved_bytes", (long) bytes, "phases_s", phases)),
            ORIGIN);
    }

    private static Results cluster() {
        final List<StrategyRun> runs = new ArrayList<>();
        for (final int ranks : List.of(1, 2, 4, 8)) {
            runs.add(migration(8, ranks, 20_000_000));
        }
        final List<BenchPoint> benches = new ArrayList<>();
        for (final long chunk : List.of(1L << 16, 1L << 18, 1L << 20, 1L << 22)) {
            benches.add(new BenchPoint(new Fields(Map.of(
                "transport", "tcp", "chunk_bytes", chunk, "ranks", 8, "read_depth", 4, "gib_per_s",
                1 / (BYTE_S_PER_GIB + CHUNK_S * GIB / chunk))), ORIGIN));
        }
        final List<Map<String, Object>> points = new ArrayList<>();
        for (final int nodes : List.of(16, 64, 256, 1024)) {
            points.add(Map.of(
                "nodes", nodes, "manager_cpu_s", Map.of("median", manager(nodes)), "node_cpu_s",
                Map.of("median", node(nodes)), "stall_s", Map.of("median", SHARE), "total_s", Map.of("median", 1.0)));
        }
        return new Results(
            List.of("f"), runs, benches, List.of(new ControlResult(new Fields(Map.of("measured", points)), ORIGIN)),
            List.of(), List.of());
    }

    @Test
    void nothingIsMissingAndItsErrorIsNone() {
        assertEquals(List.of(), ScalingModel.missing(cluster()));
        final List<Check> checks = ScalingModel.of(cluster(), ASSUMED).checks();
        assertEquals(4 * 5, checks.size());
        checks.forEach(check -> assertEquals(0, check.errorPercent(), 0.5, check::toString));
    }

    @Test
    void whatItProjectsIsWhatSuchAClusterWouldTake() {
        final ScalingModel model = ScalingModel.of(cluster(), ASSUMED);
        final int nodes = model.nodes(1_000_000);
        assertEquals(125_000, nodes);
        assertEquals(QUIET_S + SHARE * orders(nodes), model.stall(nodes), 0.01);
        assertEquals(GO_ON_S + (1 - SHARE) * orders(nodes), model.resume(nodes), 0.03);
        final double bytes = 8 * 20e6;
        assertEquals(MOVE_S + 8 * RANK_S + bytes * perByte(), model.migrate(Rate.ofBits("400G")), 0.001,
            "a link faster than the node does not help");
        assertEquals(MOVE_S + 8 * RANK_S + bytes / 1e6 / 1250 * 1, model.migrate(Rate.ofBits("10G")), 0.001,
            "a slower one counts");
        assertEquals(0.01 + 160 * 0.0005, model.restart(), 0.001);
        assertEquals(bytes / 2e9, model.readLocal(), 1e-9);
        assertEquals(125_000 * bytes / 100e9, model.readShared(nodes, Rate.ofBytes("100G")), 1e-6);
        assertEquals(model.migration(nodes, Rate.ofBits("400G")),
            model.migrationWithoutSquares(nodes, Rate.ofBits("400G")), 0.05, "this cluster has no terms in N^2");
    }

    @Test
    void moreRanksNeverTakeLessTime() {
        final ScalingModel model = ScalingModel.of(cluster(), ASSUMED);
        final Random random = new Random(20);
        for (int i = 0; i < 200; i++) {
            final int fewer = 1 + random.nextInt(100_000);
            final int more = fewer + random.nextInt(100_000);
            final Rate link = Rate.ofBits("100G");
            assertTrue(model.migration(fewer, link) <= model.migration(more, link), fewer + " " + more);
            assertTrue(model.checkpointShared(fewer, Rate.ofBytes("1T"))
                <= model.checkpointShared(more, Rate.ofBytes("1T")), fewer + " " + more);
        }
    }

    @Test
    void constantsThatCannotBeHadAreNamedWithTheWayToMeasureThem() {
        final Results whole = cluster();
        final Results without = new Results(
            List.of("f"), List.of(), whole.benches(), List.of(), List.of(), List.of());
        final List<String> missing = ScalingModel.missing(without);
        assertEquals(2, missing.size());
        assertTrue(missing.getFirst().contains("rankferry compare --json"), missing::toString);
        assertTrue(missing.getLast().contains("rankferry bench-control --json"), missing::toString);
        final Results noBench = new Results(
            List.of("f"), whole.runs(), List.of(), whole.controls(), List.of(), List.of());
        assertTrue(ScalingModel.of(noBench, ASSUMED).constants().stream().anyMatch(
            one -> one.symbol().equals("h") && one.source().contains("bench was not measured")));
    }
}
