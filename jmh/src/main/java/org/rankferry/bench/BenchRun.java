package org.rankferry.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.api.TransferResult;
import org.rankferry.engine.cli.ClosingStack;
import org.rankferry.engine.observe.ChunkLatencies;
import org.rankferry.engine.observe.ResultJson;

/**
 * Measures one configuration: warm-up, then baselines and image sets in turn. Whoever's turn it is moves the bytes once
 * to get the caches back, and then {@value #SETS_PER_ROUND} times by the clock.
 */
final class BenchRun {
    private static final int SETS_PER_ROUND = 2;
    private static final double GIB = 1L << 30;
    private static final double NS_PER_S = 1e9;

    private final BenchCase spec;
    private final BenchPlan plan;
    private final ClosingStack closing;
    private final List<Double> rates = new ArrayList<>();
    private final Map<Baseline, List<Double>> baselines = new EnumMap<>(Baseline.class);
    private final List<Double> waits = new ArrayList<>();
    private final ChunkLatencies latencies = new ChunkLatencies();
    private final Set<String> missing = new LinkedHashSet<>();
    private AgentLoad agents = AgentLoad.NONE;
    private double wallSeconds;
    private double cpuSeconds;
    private long retries;
    private String fault;

    /**
     * A run that has not begun.
     *
     * @param spec    what is moved and how.
     * @param plan    how it is measured.
     * @param closing of what it starts; closed by the caller.
     */
    BenchRun(final BenchCase spec, final BenchPlan plan, final ClosingStack closing) {
        this.spec = spec;
        this.plan = plan;
        this.closing = closing;
    }

    /** Runs it. Takes as long as it takes; each wait within has a deadline. */
    BenchResult run() {
        final Scratch scratch = closing.open(Scratch::new);
        final BenchScene scene = closing.open(() -> new BenchScene(spec, plan, scratch));
        for (int i = 0; i < plan.warmup(); i++) {
            scene.recycle(scene.move());
        }
        BenchScene.Moved last = null;
        for (int i = 0; i < plan.iterations() && (last == null || fault == null); i++) {
            if (plan.baseline() && i % SETS_PER_ROUND == 0) {
                takeBaselines();
                scene.recycle(scene.move());
            }
            last = measure(scene);
        }
        final AllocationProbe.Slopes allocation =
            fault == null ? new AllocationProbe(scene, spec).measure() : AllocationProbe.Slopes.UNKNOWN;
        return result(last, allocation);
    }

    private BenchScene.Moved measure(final BenchScene scene) {
        final double cpuBefore = scene.cpuSeconds();
        final AgentLoad agentsBefore = scene.agentLoad();
        final BenchScene.Moved moved = scene.move();
        agents = agents.plus(scene.agentLoad().since(agentsBefore));
        cpuSeconds += scene.cpuSeconds() - cpuBefore;
        final TransferResult sent = moved.source();
        wallSeconds += sent.wallNs() / NS_PER_S;
        rates.add(spec.bytes() / GIB / (sent.wallNs() / NS_PER_S));
        latencies.add(sent.latencyUs());
        retries += moved.target().retries();
        waits.add(waitRatio(sent));
        finish(scene, moved);
        return moved;
    }

    /** The longest wait of a rank for free chunks, over the median of all ranks; 1 when none waited. */
    private static double waitRatio(final TransferResult sent) {
        final Samples each = Samples.of(sent.images().stream().map(image -> (double) image.waitNs()).toList());
        return each.max() == 0 ? 1 : each.max() / Math.max(1, each.median());
    }

    private void finish(final BenchScene scene, final BenchScene.Moved moved) {
        if (plan.check() && fault == null) {
            fault = scene.check(moved);
        }
        scene.recycle(moved);
    }

    private void takeBaselines() {
        for (final Baseline baseline : Baseline.of(spec.transport())) {
            try {
                baselines.computeIfAbsent(baseline, key -> new ArrayList<>())
                    .addAll(baseline.measure(spec, plan, SETS_PER_ROUND));
            } catch (final TransferException e) {
                if (!baseline.optional()) {
                    throw e;
                }
                missing.add(baseline.word() + " is left out: " + e.getMessage());
            }
        }
    }

    private BenchResult result(final BenchScene.Moved last, final AllocationProbe.Slopes allocation) {
        final Map<Baseline, Samples> compared = new EnumMap<>(Baseline.class);
        baselines.forEach((baseline, values) -> {
            if (!values.isEmpty()) {
                compared.put(baseline, Samples.of(values));
            }
        });
        return new BenchResult(
            spec, plan, last.source(), Samples.of(rates), spec.bytes() * rates.size() / GIB / wallSeconds,
            cpuSeconds / rates.size(), latencies, retries,
            (last.source().setupNs() + last.target().setupNs()) / NS_PER_S, compared, allocation, Samples.of(waits),
            agents.per(rates.size()), List.copyOf(missing),
            plan.check() ? fault == null ? ResultJson.VERIFY_OK : fault : plan.content().words());
    }
}
