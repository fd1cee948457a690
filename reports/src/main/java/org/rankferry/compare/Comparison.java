package org.rankferry.compare;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.rankferry.engine.api.TransferException;

/** All rounds of a plan. Used by one thread. */
final class Comparison {
    private static final String SPARE = "s0";
    /** Long enough to tell how fast a job computes. */
    private static final double PACE_S = 3;

    private final ComparePlan plan;
    private final NodeProcesses nodes;
    private final ResultsFile results;
    private final Consumer<String> lines;
    private final List<Measured> measured = new ArrayList<>();
    /** Of whole executions, by what they compute. */
    private final Map<Workload, Long> iterations = new HashMap<>();
    private List<String> placed = List.of();
    private String spare = SPARE;

    /**
     * A run that has not begun.
     *
     * @param plan    of it.
     * @param nodes   none of which is up yet.
     * @param results take what was measured.
     * @param lines   hear what happens.
     */
    Comparison(
        final ComparePlan plan, final NodeProcesses nodes, final ResultsFile results, final Consumer<String> lines) {

        this.plan = plan;
        this.nodes = nodes;
        this.results = results;
        this.lines = lines;
    }

    /**
     * Runs all of it.
     *
     * @throws TransferException when something fails, or an answer is wrong; what was measured is kept.
     */
    void run() {
        String fault = "it was stopped";
        results.begin();
        try {
            begin();
            for (int round = 1; round <= plan.rounds(); round++) {
                for (final Workload workload : plan.workloads()) {
                    for (final Session session : plan.sessions()) {
                        run(workload, session, round);
                    }
                }
            }
            fault = null;
        } catch (final RuntimeException e) {
            fault = e.getMessage();
            throw e;
        } finally {
            results.end(fault);
        }
    }

    /** All that was measured. */
    List<Measured> measured() {
        return List.copyOf(measured);
    }

    private void begin() {
        final int count = plan.workloads().stream().mapToInt(Workload::nodes).max().orElseThrow();
        placed = IntStream.range(0, count).mapToObj(i -> "n" + i).toList();
        final List<String> all = new ArrayList<>(placed);
        all.add(spare);
        nodes.start(all);
        lines.accept("agents of " + count + " nodes and a spare are up");
        if (plan.warmups() > 0) {
            final Session first = new Session(plan.sessions().getFirst().transport(), List.of(Strategy.MIGRATION));
            final SolverJob job = new SolverJob(nodes, plan.workloads().getFirst(), placed, spare);
            new SessionRun(plan, nodes, first, 0, job, 0, one -> tell("warm-up", one)).warmUp(plan.warmups());
            moved(job);
        }
        if (plan.hasExecutions()) {
            plan.workloads().forEach(this::pace);
        }
    }

    private void pace(final Workload workload) {
        final SolverJob job = new SolverJob(nodes, workload, placed, spare);
        job.start(0, List.of());
        final long beganNs = System.nanoTime();
        while (System.nanoTime() - beganNs < PACE_S * 1e9) {
            nodes.pauseWhileRuns(job.process());
        }
        final double seconds = (System.nanoTime() - beganNs) / 1e9;
        job.finish();
        iterations.put(workload, Math.max(2, Math.round(job.iterations() / seconds * plan.executionS())));
    }

    private void run(final Workload workload, final Session session, final int round) {
        final SolverJob job = new SolverJob(nodes, workload, placed, spare);
        final SessionRun run = new SessionRun(
            plan, nodes, session, round, job, iterations.getOrDefault(workload, 0L),
            one -> tell("round " + round + " of " + plan.rounds(), one));
        String verify = "the job did not get to its answer";
        try {
            verify = run.run();
        } finally {
            measured.addAll(run.measured());
            results.add(run.measured(), verify);
            moved(job);
        }
        if (!"ok".equals(verify)) {
            throw new TransferException(workload.preset() + ", " + session.strategies().getFirst().word() + ": "
                + verify);
        }
    }

    private void moved(final SolverJob job) {
        final List<String> now = new ArrayList<>(job.placed());
        now.addAll(placed.subList(now.size(), placed.size()));
        placed = List.copyOf(now);
        spare = job.spare();
    }

    private void tell(final String when, final Measured one) {
        final StringBuilder line = new StringBuilder(String.format(
            Locale.ROOT, "%-14s %-10s %-17s %-5s", when, one.workload().preset(), one.strategy().word(),
            one.transport()));
        one.phases().forEach((phase, seconds) -> {
            if (seconds > 0) {
                line.append(String.format(Locale.ROOT, " %s %.3f", phase, seconds));
            }
        });
        lines.accept(line.toString());
    }
}
