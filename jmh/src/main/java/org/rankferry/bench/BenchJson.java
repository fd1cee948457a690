package org.rankferry.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.rankferry.bench.measure.Noise;
import org.rankferry.bench.measure.Samples;
import org.rankferry.bench.scene.BenchCase;
import org.rankferry.bench.scene.SetCost;
import org.rankferry.bench.scene.ThreadCpu;
import org.rankferry.engine.observe.Environment;
import org.rankferry.engine.observe.ResultJson;

/** A result as the output contract has it. */
final class BenchJson {
    private static final double DECIMALS = 1e6;

    private final BenchResult result;

    BenchJson(final BenchResult result) {
        this.result = result;
    }

    /**
     * The object.
     *
     * @param noise   what is to be said about this machine, and about the target's if that is another.
     * @param partial why the run was cut off, or null.
     */
    ResultJson toJson(final List<Noise> noise, final String partial) {
        final BenchCase spec = result.spec();
        final Samples rates = result.rates();
        final ResultJson.Builder json = ResultJson.builder("bench")
            .transport(result.last().source().transport(), result.last().source().transportReason())
            .ranks(spec.ranks())
            .pool(spec.chunkBytes(), spec.poolBytes(), spec.depth())
            .transfer(spec.bytes(), result.gib() / rates.median(), result.cost().total())
            .setupSeconds(result.times().source() + result.times().target())
            .verify(result.verify())
            .chunkLatencies(result.latencies())
            .retries(result.retries())
            .environment(Environment.of(result.last().source().device()));
        result.baselines().forEach((baseline, samples) -> json.baseline(baseline.key(), samples.median()));
        json.extra("iterations", rates.count())
            .extra("warmup", result.plan().warmup())
            .extra("seed", result.plan().source().seed())
            .extra("image_bytes", spec.imageBytes())
            .extra("queue_pairs", spec.queuePairs())
            .extra("store", spec.store())
            .extra("placement", spec.placement().name().toLowerCase(Locale.ROOT))
            .extra("crc", spec.crc())
            .extra("gib_per_s_of_sets", range(rates, result.average()));
        cost(json);
        times(json);
        compared(json);
        json.extra("wait_longest_over_median", result.waits().median())
            .extra("noise", noise.getFirst().toMap());
        noise.stream().skip(1).forEach(other -> json.extra("noise_at_target", other.toMap()));
        if (result.allocation().known()) {
            json.extra("alloc_bytes_per_chunk", allocation());
        }
        if (partial != null) {
            json.extra("partial", true).extra("partial_reason", partial);
        }
        return json.build();
    }

    private void cost(final ResultJson.Builder json) {
        final SetCost cost = result.costPerGib();
        final Map<String, Object> each = new LinkedHashMap<>();
        each.put("source", rounded(cost.source().total()));
        each.put("target", rounded(cost.target().total()));
        each.put("ranks", rounded(cost.ranks()));
        each.put("other", rounded(cost.other()));
        final ThreadCpu agents = cost.source().plus(cost.target()).bounded();
        json.extra("cpu_s_per_gib_of", each).extra("agent_cpu_s_per_gib", Map.of(
            "user", rounded(agents.user()), "system", rounded(agents.system())));
    }

    private void times(final ResultJson.Builder json) {
        final BenchResult.Times times = result.times();
        final Map<String, Object> setup = new LinkedHashMap<>();
        setup.put("source", rounded(times.source()));
        setup.put("source_register", rounded(times.sourcePrepare()));
        setup.put("target", rounded(times.target()));
        setup.put("target_touch_register", rounded(times.targetPrepare()));
        json.extra("setup_s_of", setup)
            .extra("verify_s", times.verify())
            .extra("check_s", times.check());
    }

    private void compared(final ResultJson.Builder json) {
        final Map<String, Object> ratios = new LinkedHashMap<>();
        final Map<String, Object> baselines = new LinkedHashMap<>();
        result.baselines().forEach((baseline, samples) -> {
            ratios.put(baseline.word(), ratio(samples));
            baselines.put(baseline.key(), range(samples, samples.mean()));
        });
        final Map<String, Object> peers = new LinkedHashMap<>();
        result.peers().forEach((peer, samples) -> {
            ratios.put(peer.key(), ratio(samples));
            peers.put(peer.key(), range(samples, samples.mean()));
        });
        json.extra("ratio", ratios).extra("baseline_of_runs", baselines);
        if (result.plan().peers()) {
            json.extra("peers_gib_per_s", peers);
        }
        if (!result.missing().isEmpty()) {
            json.extra("left_out", result.missing());
        }
    }

    private Map<String, Object> allocation() {
        final Map<String, Object> bytes = new LinkedHashMap<>();
        bytes.put("source", rounded(result.allocation().source()));
        if (!Double.isNaN(result.allocation().target())) {
            bytes.put("target", rounded(result.allocation().target()));
        }
        return bytes;
    }

    private double ratio(final Samples other) {
        return rounded(result.rates().median() / other.median());
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
