package org.rankferry.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.rankferry.engine.api.TransferResult;
import org.rankferry.engine.observe.ChunkLatencies;
import org.rankferry.engine.observe.Environment;
import org.rankferry.engine.observe.ResultJson;

/**
 * What was measured of one configuration. Rates are GiB (2^30 bytes) per second.
 *
 * @param spec       the configuration.
 * @param plan       how it was measured.
 * @param last       the last set, as the source saw it.
 * @param rates      of each set, from asking the ranks to Committed.
 * @param average    of all sets: bytes of all over the time of all.
 * @param cpuSeconds per set, of the agents' process and the ranks.
 * @param latencies  of the chunks of all sets, from READY to done at the source.
 * @param retries    READs repeated.
 * @param setup      seconds until both ends were ready, memory touched.
 * @param baselines  taken between the sets.
 * @param allocation of both agents per chunk.
 * @param waits      of each set: the longest wait of a rank for free chunks over the median of all ranks.
 * @param agents     what both agents spent on a set.
 * @param missing    baselines that could not be taken and why, a line each.
 * @param verify     {@code ok}, or what was wrong.
 */
record BenchResult(
    BenchCase spec, BenchPlan plan, TransferResult last, Samples rates, double average, double cpuSeconds,
    ChunkLatencies latencies, long retries, double setup, Map<Baseline, Samples> baselines,
    AllocationProbe.Slopes allocation, Samples waits, AgentLoad agents,
    List<String> missing, String verify) {

    private static final double GIB = 1L << 30;
    private static final double DECIMALS = 1e6;

    /** Head of the columns of {@link #line()}. */
    static final String COLUMNS = String.format(
        Locale.ROOT, "%-11s %-5s %-9s %-5s %-9s %-10s %-15s %-18s %-17s %-8s %-31s %-9s %s", "#bytes", "ranks", "chunk",
        "depth", "transport", "iterations", "BW peak[GiB/s]", "BW average[GiB/s]", "BW median[GiB/s]", "spread%",
        "p50/p99/p99.9/max[us]", "cpu_s/GiB", "verify");

    boolean ok() {
        return verify.equals(ResultJson.VERIFY_OK) || !plan.check();
    }

    /** In the style of perftest. */
    String line() {
        final String chunkLatencies = String.format(
            Locale.ROOT, "%.0f/%.0f/%.0f/%.0f", latencies.p50Us(), latencies.p99Us(), latencies.p999Us(),
            latencies.maxUs());
        return String.format(
            Locale.ROOT, "%-11d %-5d %-9d %-5d %-9s %-10d %-15.3f %-18.3f %-17.3f %-8.1f %-31s %-9.3f %s",
            spec.bytes(), spec.ranks(), spec.chunkBytes(), spec.depth(), last.transport(), rates.count(), rates.max(),
            average, rates.median(), rates.spreadPercent(), chunkLatencies, cpuPerGib(), verify);
    }

    /** What is to be said beside the columns, a line each. */
    List<String> details() {
        final List<String> lines = new ArrayList<>();
        baselines.keySet().forEach(baseline -> lines.add(ratioLine(baseline)));
        lines.addAll(missing);
        lines.add(String.format(
            Locale.ROOT, "CPU s/GiB of the agents' threads, own code + kernel: %s%s",
            agents.cpu().per(spec.bytes() / GIB), copyCost()));
        lines.add(String.format(
            Locale.ROOT, "for a chunk: source %s; target %s", agents.source().per((double) spec.chunks()),
            agents.target().per((double) spec.chunks())));
        lines.add(allocationLine());
        lines.add(String.format(
            Locale.ROOT, "wait of a rank for free chunks, longest over median: %.2f (%.2f..%.2f)", waits.median(),
            waits.min(), waits.max()));
        return lines;
    }

    private String ratioLine(final Baseline baseline) {
        final Samples other = baselines.get(baseline);
        return String.format(
            Locale.ROOT, "%s %.3f GiB/s (%.3f..%.3f), rankferry %.3f (%.3f..%.3f): ratio of the medians %.3f",
            baseline.word(), other.median(), other.min(), other.max(), rates.median(), rates.min(), rates.max(),
            rates.median() / other.median());
    }

    /** What the agents' own code would need at the least, if it copied. */
    private String copyCost() {
        final Samples memcpy = baselines.get(Baseline.MEMCPY);
        return memcpy == null ? ""
            : String.format(Locale.ROOT, "; to copy a GiB once takes %.3f", 1 / memcpy.median());
    }

    private String allocationLine() {
        return allocation.known() ? String.format(
            Locale.ROOT, "allocated per chunk: source %.2f bytes, target %.2f bytes (over %d chunks)",
            allocation.source(), allocation.target(), allocation.chunks())
            : "allocated per chunk: not measured, the set was over too soon";
    }

    /** As the output contract has it. */
    ResultJson toJson() {
        final ResultJson.Builder json = ResultJson.builder("bench")
            .transport(last.transport(), last.transportReason())
            .ranks(spec.ranks())
            .pool(spec.chunkBytes(), spec.poolBytes(), spec.depth())
            .transfer(spec.bytes(), spec.bytes() / GIB / rates.median(), cpuSeconds)
            .setupSeconds(setup)
            .verify(verify)
            .chunkLatencies(latencies)
            .retries(retries)
            .environment(Environment.read());
        baselines.forEach((baseline, samples) -> json.baseline(baseline.key(), samples.median()));
        final Map<String, Object> ratios = new LinkedHashMap<>();
        baselines.forEach(
            (baseline, samples) -> ratios.put(baseline.word(), rounded(rates.median() / samples.median())));
        json.extra("iterations", rates.count())
            .extra("warmup", plan.warmup())
            .extra("seed", plan.seed())
            .extra("store", spec.store())
            .extra("placement", spec.placement().name().toLowerCase(Locale.ROOT))
            .extra("crc", spec.crc())
            .extra("gib_per_s_of_sets", range(rates, average))
            .extra("agent_cpu_s_per_gib", Map.of(
                "user", rounded(agents.cpu().user() / (spec.bytes() / GIB)),
                "system", rounded(agents.cpu().system() / (spec.bytes() / GIB))))
            .extra("ratio", ratios);
        final Map<String, Object> ranges = new LinkedHashMap<>();
        baselines.forEach((baseline, samples) -> ranges.put(baseline.key(), range(samples, samples.mean())));
        json.extra("baseline_of_runs", ranges)
            .extra("wait_longest_over_median", waits.median());
        if (allocation.known()) {
            json.extra("alloc_bytes_per_chunk", Map.of(
                "source", rounded(allocation.source()), "target", rounded(allocation.target())));
        }
        return json.build();
    }

    private double cpuPerGib() {
        return cpuSeconds / (spec.bytes() / GIB);
    }

    private static Map<String, Object> range(final Samples samples, final double average) {
        final Map<String, Object> range = new LinkedHashMap<>();
        range.put("min", rounded(samples.min()));
        range.put("median", rounded(samples.median()));
        range.put("average", rounded(average));
        range.put("max", rounded(samples.max()));
        range.put("spread_percent", rounded(samples.spreadPercent()));
        return range;
    }

    private static double rounded(final double value) {
        return Math.rint(value * DECIMALS) / DECIMALS;
    }
}
