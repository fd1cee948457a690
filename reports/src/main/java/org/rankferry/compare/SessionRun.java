package org.rankferry.compare;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.agrona.IoUtil;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.coordinator.job.CheckpointRecord;

/** One job put through the strategies of a session, each by the clock. Used by one thread. */
final class SessionRun {
    private static final double NS = 1e9;
    /** Phases of an order's result that count: the job runs on while it is prepared. */
    private static final List<String> COUNTED = List.of("stall", "checkpoint", "migrate", "restart", "resume");
    private static final String PREPARE = "prepare";
    private static final String RESTART = "restart";
    private static final String TOTAL = "total";

    private final ComparePlan plan;
    private final NodeProcesses nodes;
    private final Session session;
    private final int round;
    private final SolverJob job;
    private final long iterations;
    private final Consumer<Measured> told;
    private final List<Measured> measured = new ArrayList<>();

    /**
     * A session that has not begun.
     *
     * @param plan       places and programs.
     * @param nodes      with an agent each.
     * @param session    to go through.
     * @param round      from 1 on; 0 to warm up.
     * @param job        that has not begun.
     * @param iterations of a whole execution.
     * @param told       hears what was measured.
     */
    SessionRun(
        final ComparePlan plan, final NodeProcesses nodes, final Session session, final int round,
        final SolverJob job, final long iterations, final Consumer<Measured> told) {

        this.plan = plan;
        this.nodes = nodes;
        this.session = session;
        this.round = round;
        this.job = job;
        this.iterations = iterations;
        this.told = told;
    }

    /** Goes through all of it. Returns {@code ok}, or what is wrong with the job's answer. */
    String run() {
        if (session.isExecution()) {
            execution(session.strategies().getFirst());
        } else {
            job.start(0, route());
            for (final Strategy strategy : session.strategies()) {
                if (strategy.isMigration()) {
                    migration(strategy);
                } else {
                    restart(strategy);
                }
            }
            job.finish();
        }
        return job.verify();
    }

    /** Moves a job a few times, as a migration is quicker once agents have done some. */
    void warmUp(final int times) {
        job.start(0, route());
        for (int i = 0; i < times; i++) {
            migration(Strategy.MIGRATION);
        }
        job.finish();
    }

    /** What was measured so far. */
    List<Measured> measured() {
        return List.copyOf(measured);
    }

    private List<String> route() {
        final List<String> words = new ArrayList<>(List.of(
            "--transport", session.transport(), "--chunk", Long.toString(plan.chunkBytes()),
            "--pool", Long.toString(plan.poolBytes())));
        if (session.isStaged()) {
            words.addAll(List.of("--staged", "--images-to", plan.local().directory().toString()));
        }
        return words;
    }

    private void migration(final Strategy strategy) {
        final Clock clock = new Clock();
        final Map<String, Object> result = job.migrate();
        final Map<String, Double> phases = phases(result);
        final Map<String, Object> details = new LinkedHashMap<>();
        for (final String key : List.of("outcome", "job", "epoch", "from", "onto", "moved_ranks")) {
            details.put(key, result.get(key));
        }
        if (strategy == Strategy.MIGRATION_STAGED) {
            details.put("file_system", plan.local().facts());
        }
        clock.stop(strategy, ((Number) result.get("image_bytes_total")).longValue(), phases, details);
    }

    private void restart(final Strategy strategy) {
        final DumpDirectory place = strategy == Strategy.CR_PFS ? plan.parallel() : plan.local();
        final Path directory = place.directory().resolve("dump-" + round + "-" + strategy.word());
        final Clock clock = new Clock();
        try {
            final Map<String, Object> dumped = job.checkpoint(directory);
            final Map<String, Double> phases = phases(dumped);
            job.stop();
            final Map<String, Object> details = new LinkedHashMap<>();
            details.put("file_system", place.facts());
            final Path dump = CheckpointRecord.find(directory);
            if (strategy.isCopy()) {
                phases.put("copy", plan.copies().copy(strategy, dump.resolve(job.placed().get(1))));
            }
            details.put("cache_dropped", place.dropCaches(dump));
            phases.put(RESTART, job.restart(dump, strategy.isCopy()));
            clock.stop(
                strategy, ((Number) dumped.get("image_bytes_total")).longValue(), phases, details, () -> {
                    IoUtil.delete(directory.toFile(), true);
                    if (plan.floors() && !strategy.isCopy()) {
                        details.put("floor_s", place.floor(job.workload()).toJson());
                    }
                });
        } finally {
            IoUtil.delete(directory.toFile(), true);
        }
    }

    private void execution(final Strategy strategy) {
        job.start(iterations, route());
        final Clock clock = new Clock();
        Map<String, Object> result = Map.of("image_bytes_total", 0L);
        if (strategy == Strategy.DISTURBED) {
            while (job.iterations() < iterations / 2) {
                nodes.pauseWhileRuns(job.process());
            }
            result = job.migrate();
        }
        job.awaitEnd();
        final double seconds = clock.seconds();
        final Map<String, Object> details = new LinkedHashMap<>();
        details.put("execution_s", Measured.rounded(seconds));
        details.put("iterations", iterations);
        clock.stop(
            strategy, ((Number) result.get("image_bytes_total")).longValue(),
            new LinkedHashMap<>(Map.of(TOTAL, seconds)), details);
    }

    private static Map<String, Double> phases(final Map<String, Object> result) {
        if (!(result.get("phases_s") instanceof Map<?, ?> told)) {
            throw new TransferException("an order's result has no phases: " + result);
        }
        final Map<String, Double> phases = new LinkedHashMap<>();
        told.forEach((phase, seconds) -> {
            if (phase.equals(PREPARE) || COUNTED.contains(phase)) {
                phases.put((String) phase, ((Number) seconds).doubleValue());
            }
        });
        return phases;
    }

    /** What a strategy took of time and of the agents' processors, from its making on. */
    private final class Clock {
        private final Instant beganAt = Instant.now();
        private final double cpuBefore = nodes.cpuSeconds();
        private final long beganNs = System.nanoTime();

        double seconds() {
            return (System.nanoTime() - beganNs) / NS;
        }

        void stop(
            final Strategy strategy, final long bytes, final Map<String, Double> phases,
            final Map<String, Object> details) {

            stop(strategy, bytes, phases, details, () -> { });
        }

        /** Does something in between that does not count. */
        void stop(
            final Strategy strategy, final long bytes, final Map<String, Double> phases,
            final Map<String, Object> details, final Runnable afterwards) {

            final double cpuSeconds = nodes.cpuSeconds() - cpuBefore;
            afterwards.run();
            phases.computeIfAbsent(TOTAL, none -> phases.entrySet().stream()
                .filter(phase -> !phase.getKey().equals(PREPARE)).mapToDouble(Map.Entry::getValue).sum());
            final Measured one = new Measured(
                job.workload(), strategy, session.transport(), round, beganAt, bytes, cpuSeconds, phases, details);
            measured.add(one);
            told.accept(one);
        }
    }
}
