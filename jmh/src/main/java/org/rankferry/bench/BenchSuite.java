package org.rankferry.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.agrona.CloseHelper;
import org.rankferry.bench.measure.Noise;
import org.rankferry.bench.peer.PeerRace;
import org.rankferry.bench.remote.RemoteBench;
import org.rankferry.bench.scene.BenchCase;
import org.rankferry.bench.scene.BenchScene;
import org.rankferry.bench.scene.LocalTarget;
import org.rankferry.bench.scene.MemoryNeed;
import org.rankferry.bench.scene.TargetEnd;
import org.rankferry.bench.scene.TargetPlace;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.observe.ResultJson;

/**
 * Measures several configurations in rounds: in each, all have their turn, one after the other, so that a machine that
 * drifts changes all of them. They are all set up at once where memory allows it; otherwise, or when their agents would
 * poll without pause, each is set up for its turn and closed after it. Used by one thread.
 */
final class BenchSuite implements AutoCloseable {
    /** Sets before a turn of a configuration that was set up anew; the code has been compiled by then. */
    private static final int REOPENED_WARMUP = 5;

    private final BenchPlan plan;
    /** Null when both ends are in this process. */
    private final RemoteBench server;
    private final Path directory;
    private final Consumer<String> said;
    private final List<BenchRun> runs;
    private final Map<BenchRun, BenchScene> scenes = new HashMap<>();
    private final Map<List<Number>, PeerRace> races = new HashMap<>();
    private final MachineWatch first;
    private MachineWatch watch;
    private int opened;

    /**
     * A suite that has not begun.
     *
     * @param cases     configurations.
     * @param plan      how they are measured.
     * @param server    that has the targets, or null.
     * @param directory for images of the file store here, or null.
     * @param said      hears how far it has come.
     */
    BenchSuite(
        final List<BenchCase> cases, final BenchPlan plan, final RemoteBench server, final Path directory,
        final Consumer<String> said) {

        this.plan = plan;
        this.server = server;
        this.directory = directory;
        this.said = said;
        first = new MachineWatch(server);
        watch = first;
        runs = cases.stream().map(spec -> new BenchRun(spec, plan, first.isElsewhere())).toList();
    }

    /**
     * Measures all of them.
     *
     * @throws RuntimeException in one line, when something fails; {@link #results} has what was measured until then.
     */
    void run() {
        if (first.isElsewhere() && runs.stream().anyMatch(run -> run.spec().transport().equals(BenchCase.SHM))) {
            throw new TransferException("transport shm needs both ends on one host, and " + server.address()
                + " is another; give --transport tcp or rdma");
        }
        final boolean atOnce = checkMemory();
        if (runs.size() > 1) {
            said.accept(atOnce ? "# in turn, all set up at once" : "# in turn, each set up anew for its turn");
        }
        boolean complete = false;
        try {
            if (atOnce) {
                for (final BenchRun run : runs) {
                    final BenchScene scene = open(run.spec());
                    scenes.put(run, scene);
                    run.warmUp(scene, plan.warmup());
                }
            }
            watch = new MachineWatch(server);
            for (int round = 0; round < plan.rounds(); round++) {
                if (runs.size() > 1) {
                    said.accept("# round " + (round + 1) + " of " + plan.rounds());
                }
                for (final BenchRun run : runs) {
                    if (!run.isWrong()) {
                        turn(run, round);
                    }
                }
            }
            watch.end();
            complete = true;
        } finally {
            if (!complete) {
                watch.endAlone();
            }
        }
    }

    private void turn(final BenchRun run, final int round) {
        watch.look();
        if (plan.baseline()) {
            run.takeBaselines();
        }
        if (plan.peers()) {
            run.takePeers(race(run.spec()));
        }
        final boolean last = round + 1 == plan.rounds();
        final BenchScene ready = scenes.get(run);
        if (ready != null) {
            turn(run, ready, last);
            return;
        }
        try (BenchScene scene = open(run.spec())) {
            run.warmUp(scene, round == 0 ? plan.warmup() : Math.min(plan.warmup(), REOPENED_WARMUP));
            turn(run, scene, last);
        }
    }

    private static void turn(final BenchRun run, final BenchScene scene, final boolean last) {
        run.turn(scene);
        if (last) {
            run.probe(scene);
        }
    }

    /** Whether all can be set up at once; refuses what there is no room for even one by one. */
    private boolean checkMemory() {
        MemoryNeed all = MemoryNeed.NONE;
        MemoryNeed files = MemoryNeed.NONE;
        for (final BenchRun run : runs) {
            final BenchCase spec = run.spec();
            final MemoryNeed copied = plan.peers() ? new MemoryNeed(2 * spec.bytes(), 0) : MemoryNeed.NONE;
            final MemoryNeed source = MemoryNeed.ofSource(spec, plan.content());
            final MemoryNeed need =
                server != null && first.isElsewhere() ? source : source.plus(MemoryNeed.ofTarget(spec));
            need.plus(copied).check(spec.toString());
            all = all.plus(need);
            files = files.max(copied);
        }
        final boolean polls = plan.source().rdma().busyPoll()
            && runs.stream().anyMatch(run -> run.spec().transport().equals(BenchCase.RDMA));
        final boolean oneStore = runs.stream().allMatch(run -> run.spec().inMemory());
        return runs.size() == 1 || (!polls && oneStore && all.plus(files).fits());
    }

    private BenchScene open(final BenchCase spec) {
        final String name = "bench-" + ++opened;
        final TargetEnd.Opener targets = server != null ? each -> server.open(each, plan.source().seed())
            : each -> new LocalTarget(each, new TargetPlace(
                TargetPlace.LOOPBACK, plan.source().secret(), plan.source().scratch(), directory,
                plan.source().rdma(), name, plan.source().seed()));
        return new BenchScene(spec, plan.source(), name, targets);
    }

    private PeerRace race(final BenchCase spec) {
        return races.computeIfAbsent(List.of(spec.ranks(), spec.imageBytes()), size -> new PeerRace(
            plan.source().scratch().root().resolve("peers-" + races.size()), spec.ranks(), spec.imageBytes(),
            plan.source().seed()));
    }

    /**
     * What was measured of a configuration.
     *
     * @param result of it.
     * @param noise  what is to be said about the machines.
     */
    record Measured(BenchResult result, List<Noise> noise) {
        /** As the output contract has it; {@code partial} is why the run was cut off, or null. */
        ResultJson toJson(final String partial) {
            return new BenchJson(result).toJson(noise, partial);
        }
    }

    /** What was measured so far, of every configuration that had a turn. */
    List<Measured> results() {
        final List<Measured> results = new ArrayList<>();
        for (final BenchRun run : runs) {
            if (run.hasResult()) {
                results.add(new Measured(run.result(), watch.noise(run.memcpyOfRounds())));
            }
        }
        return results;
    }

    @Override
    public void close() {
        CloseHelper.closeAll(scenes.values());
        CloseHelper.closeAll(races.values());
    }
}
