package org.rankferry.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.rankferry.bench.measure.Samples;
import org.rankferry.bench.scene.BenchCase;
import org.rankferry.bench.scene.SetCost;
import org.rankferry.engine.observe.ChunkLatencies;

/** A result for people: a line in the style of perftest, and more beneath it. */
final class BenchText {
    /** Head of the columns of {@link #line()}. */
    static final String COLUMNS = String.format(
        Locale.ROOT, "%-11s %-5s %-9s %-10s %-5s %-9s %-10s %-15s %-18s %-17s %-8s %-31s %-9s %s", "#bytes", "ranks",
        "chunk", "pool", "depth", "transport", "iterations", "BW peak[GiB/s]", "BW average[GiB/s]",
        "BW median[GiB/s]", "spread%", "p50/p99/p99.9/max[us]", "cpu_s/GiB", "verify");

    private final BenchResult result;

    BenchText(final BenchResult result) {
        this.result = result;
    }

    /** In the style of perftest. */
    String line() {
        final BenchCase spec = result.spec();
        final Samples rates = result.rates();
        return String.format(
            Locale.ROOT, "%-11d %-5d %-9d %-10d %-5d %-9s %-10d %-15.3f %-18.3f %-17.3f %-8.1f %-31s %-9.3f %s",
            spec.bytes(), spec.ranks(), spec.chunkBytes(), spec.poolBytes(), spec.depth(),
            result.last().source().transport(), rates.count(), rates.max(), result.average(), rates.median(),
            rates.spreadPercent(), latencies(result.latencies()), result.costPerGib().total(), result.verify());
    }

    /** What is to be said beside the columns, a line each. */
    List<String> details() {
        final List<String> lines = new ArrayList<>();
        result.baselines().forEach((baseline, samples) -> lines.add(ratioLine(baseline.word(), samples)));
        result.peers().forEach((peer, samples) -> lines.add(ratioLine(peer.words(), samples)));
        lines.addAll(result.missing());
        lines.addAll(costLines());
        final BenchResult.Times times = result.times();
        lines.add(String.format(
            Locale.ROOT, "setup: source %.4f s, %.4f of them to make and register the pool; target %.4f s, %.4f of them"
                + " to touch and register memory", times.source(), times.sourcePrepare(), times.target(),
            times.targetPrepare()));
        lines.add(String.format(
            Locale.ROOT, "digests and commit of a set, within its time: %.6f s; comparing its content, outside: %.4f s",
            times.verify(), times.check()));
        lines.add("chunks at the target, from advertised to verified, p50/p99/p99.9/max[us]: "
            + latencies(result.targetLatencies()));
        lines.add(allocationLine());
        lines.add(String.format(
            Locale.ROOT, "wait of a rank for free chunks, longest over median: %.2f (%.2f..%.2f)",
            result.waits().median(), result.waits().min(), result.waits().max()));
        return lines;
    }

    private List<String> costLines() {
        final SetCost cost = result.costPerGib();
        final double chunks = result.spec().chunks();
        return List.of(
            String.format(
                Locale.ROOT, "CPU s/GiB: source %.3f (own code + kernel %s), target %.3f (%s), ranks %.3f, other"
                    + " threads %.3f%s", cost.source().total(), cost.source(), cost.target().total(), cost.target(),
                cost.ranks(), cost.other(), copyCost()),
            String.format(
                Locale.ROOT, "for a chunk: source %s; target %s", result.cost().sourceTurns().per(chunks),
                result.cost().targetTurns().per(chunks)));
    }

    private String ratioLine(final String name, final Samples other) {
        final Samples rates = result.rates();
        return String.format(
            Locale.ROOT, "%s %.3f GiB/s (%.3f..%.3f), rankferry %.3f (%.3f..%.3f): ratio of the medians %.3f",
            name, other.median(), other.min(), other.max(), rates.median(), rates.min(), rates.max(),
            rates.median() / other.median());
    }

    /** What the agents' own code would need at the least, if it copied. */
    private String copyCost() {
        final Samples memcpy = result.baselines().get(Baseline.MEMCPY);
        return memcpy == null ? ""
            : String.format(Locale.ROOT, "; to copy a GiB once takes %.3f", 1 / memcpy.median());
    }

    private String allocationLine() {
        final AllocationProbe.Slopes slopes = result.allocation();
        if (!slopes.known()) {
            return "allocated per chunk: not measured, the set was over too soon";
        }
        return String.format(Locale.ROOT, "allocated per chunk: source %.2f bytes, ", slopes.source())
            + (Double.isNaN(slopes.target()) ? "target not measured, it is another process"
                : String.format(Locale.ROOT, "target %.2f bytes", slopes.target()))
            + " (over " + slopes.chunks() + " chunks)";
    }

    private static String latencies(final ChunkLatencies latencies) {
        return String.format(
            Locale.ROOT, "%.0f/%.0f/%.0f/%.0f", latencies.p50Us(), latencies.p99Us(), latencies.p999Us(),
            latencies.maxUs());
    }
}
