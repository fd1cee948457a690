package org.rankferry.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.rankferry.bench.measure.Samples;
import org.rankferry.bench.peer.Peer;
import org.rankferry.bench.peer.PeerRace;
import org.rankferry.bench.scene.BenchCase;
import org.rankferry.bench.scene.BenchScene;
import org.rankferry.bench.scene.BenchScene.Moved;
import org.rankferry.bench.scene.SetCost;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.api.TransferResult;
import org.rankferry.engine.observe.ChunkLatencies;
import org.rankferry.engine.observe.ResultJson;

/**
 * What is measured of one configuration, turn by turn. Baselines and other tools have their turns between; whoever's
 * turn it is moves the bytes once to get the caches back, and then by the clock.
 */
final class BenchRun {
    private static final double GIB = 1L << 30;
    private static final double NS_PER_S = 1e9;

    private final BenchCase spec;
    private final BenchPlan plan;
    /** The target is on another host, of which baselines here say nothing. */
    private final boolean elsewhere;
    private final List<Double> rates = new ArrayList<>();
    private final Map<Baseline, List<Double>> baselines = new EnumMap<>(Baseline.class);
    private final Map<Peer, List<Double>> peers = new EnumMap<>(Peer.class);
    private final List<Double> memcpyOfRounds = new ArrayList<>();
    private final List<Double> waits = new ArrayList<>();
    private final List<Double> verifies = new ArrayList<>();
    private final ChunkLatencies latencies = new ChunkLatencies();
    private final ChunkLatencies targetLatencies = new ChunkLatencies();
    private final Set<String> missing = new LinkedHashSet<>();
    private AllocationProbe.Slopes allocation = AllocationProbe.Slopes.UNKNOWN;
    private SetCost cost = SetCost.NONE;
    private Moved last;
    private double sourcePrepareSeconds;
    private double wallSeconds;
    private double checkSeconds;
    private long retries;
    private String fault;

    BenchRun(final BenchCase spec, final BenchPlan plan, final boolean elsewhere) {
        this.spec = spec;
        this.plan = plan;
        this.elsewhere = elsewhere;
    }

    BenchCase spec() {
        return spec;
    }

    /** A set was not what the ranks had written: more sets would tell nothing. */
    boolean isWrong() {
        return fault != null;
    }

    /** Whether at least one set was measured. */
    boolean hasResult() {
        return last != null;
    }

    /** Moves sets that count for nothing. */
    void warmUp(final BenchScene scene, final int sets) {
        for (int i = 0; i < sets; i++) {
            scene.move();
            scene.recycle();
        }
    }

    /** Its turn in a round: once for the caches, then by the clock. */
    void turn(final BenchScene scene) {
        warmUp(scene, 1);
        sourcePrepareSeconds = scene.prepareSeconds();
        int sets = 0;
        double seconds = 0;
        while (fault == null && plan.goesOn(sets, seconds, rates.size())) {
            seconds += measure(scene);
            sets++;
        }
    }

    /** What bounds it, in the same round. */
    void takeBaselines() {
        for (final Baseline baseline : Baseline.of(spec.transport())) {
            if (elsewhere && baseline.ofOneHost()) {
                missing.add(baseline.word() + " is left out: it measures one host, and the target is on another");
                continue;
            }
            try {
                final List<Double> taken = baseline.measure(spec, plan, BenchPlan.SETS_PER_TURN);
                baselines.computeIfAbsent(baseline, key -> new ArrayList<>()).addAll(taken);
                if (baseline == Baseline.MEMCPY) {
                    memcpyOfRounds.add(Samples.of(taken).median());
                }
            } catch (final TransferException e) {
                if (!baseline.optional()) {
                    throw e;
                }
                missing.add(baseline.word() + " is left out: " + e.getMessage());
            }
        }
    }

    /** Other tools, in the same round. */
    void takePeers(final PeerRace race) {
        missing.addAll(race.missing());
        for (final Peer peer : race.peers()) {
            peers.computeIfAbsent(peer, key -> new ArrayList<>()).addAll(race.turn(peer, BenchPlan.SETS_PER_TURN));
        }
    }

    /** What the agents allocate, by a set of its own. */
    void probe(final BenchScene scene) {
        if (fault == null) {
            allocation = new AllocationProbe(scene, spec).measure();
        }
    }

    private double measure(final BenchScene scene) {
        final Moved moved = scene.move();
        final TransferResult sent = moved.source();
        final double seconds = sent.wallNs() / NS_PER_S;
        cost = cost.plus(moved.cost());
        wallSeconds += seconds;
        rates.add(spec.bytes() / GIB / seconds);
        latencies.add(sent.latencyUs());
        targetLatencies.add(moved.target().latency());
        verifies.add(moved.target().verifySeconds());
        retries += moved.target().retries();
        waits.add(waitRatio(sent));
        last = moved;
        if (plan.check()) {
            final long beforeNs = System.nanoTime();
            fault = scene.check();
            checkSeconds += (System.nanoTime() - beforeNs) / NS_PER_S;
        }
        scene.recycle();
        return seconds;
    }

    /** The longest wait of a rank for free chunks, over the median of all ranks; 1 when none waited. */
    private static double waitRatio(final TransferResult sent) {
        final Samples each = Samples.of(sent.images().stream().map(image -> (double) image.waitNs()).toList());
        return each.max() == 0 ? 1 : each.max() / Math.max(1, each.median());
    }

    /** Rounds' medians of {@code memcpy}. */
    List<Double> memcpyOfRounds() {
        return memcpyOfRounds;
    }

    /** What has been measured so far. */
    BenchResult result() {
        final int sets = rates.size();
        return new BenchResult(
            spec, plan, last, Samples.of(rates), spec.bytes() * sets / GIB / wallSeconds, cost.per(sets),
            new BenchResult.Times(
                last.source().setupNs() / NS_PER_S, sourcePrepareSeconds, last.target().setupSeconds(),
                last.target().prepareSeconds(), Samples.of(verifies).median(), checkSeconds / sets),
            latencies, targetLatencies, retries, samples(baselines, Baseline.class), samples(peers, Peer.class),
            allocation, Samples.of(waits), List.copyOf(missing),
            plan.check() ? fault == null ? ResultJson.VERIFY_OK : fault : plan.content().words());
    }

    private static <K extends Enum<K>> Map<K, Samples> samples(
        final Map<K, List<Double>> values, final Class<K> type) {

        final Map<K, Samples> result = new EnumMap<>(type);
        values.forEach((key, each) -> {
            if (!each.isEmpty()) {
                result.put(key, Samples.of(each));
            }
        });
        return result;
    }
}
