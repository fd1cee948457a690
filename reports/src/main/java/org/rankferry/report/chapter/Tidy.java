package org.rankferry.report.chapter;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

import org.rankferry.report.page.DataTable;
import org.rankferry.report.paper.Paper;
import org.rankferry.report.results.BenchPoint;
import org.rankferry.report.results.Configuration;
import org.rankferry.report.results.Origin;
import org.rankferry.report.results.Range;
import org.rankferry.report.results.RunGroup;

/** The data behind a figure, a row for each number, under the same columns for every figure. For one thread. */
final class Tidy {
    private static final List<String> COLUMNS = List.of(
        "source", "preset", "strategy", "transport", "nodes", "ranks_per_node", "rank_bytes", "chunk_bytes", "version",
        "machine", "state", "quantity", "unit", "median", "min", "max", "n");
    private static final String MEASURED = "measured";
    private static final String COMPLETE = "complete";
    private static final String PARTIAL = "partial";
    private static final MathContext DIGITS = new MathContext(6);

    private final List<List<String>> rows = new ArrayList<>();

    void measured(final RunGroup group, final String quantity, final String unit, final Range range) {
        final Configuration of = group.configuration();
        rows.add(List.of(
            MEASURED, of.preset(), of.strategy(), of.transport(), known(of.nodes()), known(of.ranksPerNode()),
            known(of.rankBytes()), known(of.chunkBytes()), of.setting().version(), of.setting().machine(),
            group.partial() ? PARTIAL : COMPLETE, quantity, unit, n(range.median()), n(range.min()),
            n(range.max()), known(range.count())));
    }

    void measured(final BenchPoint point, final String quantity, final String unit, final Range range) {
        rows.add(List.of(
            MEASURED, "", "bench", point.transport(), "", known(point.ranks()), "", known(point.chunkBytes()),
            point.origin().version(), point.origin().machine().identity(), point.partial() ? PARTIAL : COMPLETE,
            quantity, unit, n(range.median()), n(range.min()), n(range.max()), known(range.count())));
    }

    void control(final Origin origin, final int nodes, final int ranks, final String quantity, final Range range) {
        rows.add(List.of(
            MEASURED, "", "bench-control", "", known(nodes), known(ranks), "", "", origin.version(),
            origin.machine().identity(), COMPLETE, quantity, "s", n(range.median()), n(range.min()), n(range.max()),
            known(range.count())));
    }

    void paper(
        final String preset, final String strategy, final String quantity, final String unit,
        final OptionalDouble value) {

        rows.add(List.of(
            Paper.NAME, preset, strategy, "", "", "", "", "", "", "", "", quantity, unit,
            value.isPresent() ? n(value.getAsDouble()) : Paper.ABSENT, "", "", ""));
    }

    void model(final String strategy, final long nodes, final int ranks, final String quantity, final double value) {
        rows.add(List.of(
            "model", "", strategy, "", known(nodes), known(ranks), "", "", "", "", "projected", quantity, "s", n(value),
            "", "", ""));
    }

    DataTable table() {
        return new DataTable(COLUMNS, List.copyOf(rows));
    }

    private static String known(final long value) {
        return value == 0 ? "" : Long.toString(value);
    }

    private static String n(final double value) {
        return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
    }
}
