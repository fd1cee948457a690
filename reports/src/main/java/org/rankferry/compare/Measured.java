package org.rankferry.compare;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.rankferry.engine.observe.ResultJson;

/**
 * One run of one strategy. The keys of its result are those of every migration, and what {@code compare} adds.
 *
 * @param workload   it was measured with.
 * @param strategy   that was measured.
 * @param transport  of images.
 * @param round      from 1 on.
 * @param beganAt    time of day.
 * @param movedBytes that it moved, or wrote.
 * @param cpuSeconds of the agents of all nodes meanwhile.
 * @param phases     seconds of each, in their order.
 * @param details    keys that only some strategies have.
 */
record Measured(
    Workload workload, Strategy strategy, String transport, int round, Instant beganAt, long movedBytes,
    double cpuSeconds, Map<String, Double> phases, Map<String, Object> details) {

    private static final String TOTAL = "total";
    private static final double GIB = 1L << 30;
    private static final double DECIMALS = 1e6;

    Measured {
        phases = Collections.unmodifiableMap(new LinkedHashMap<>(phases));
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    /** Seconds in all; of an execution, those of the whole job. */
    double total() {
        return phases.get(TOTAL);
    }

    /** What is compared with each other: results that differ in nothing but the round. */
    String configuration() {
        return workload.preset() + " " + workload.ranksPerNode() + " " + strategy.word() + " " + transport;
    }

    /**
     * As the output contract has it.
     *
     * @param common keys that all results of a run have.
     * @param verify {@code ok}, or what was wrong with the job's answer.
     */
    ResultJson toJson(final Map<String, Object> common, final String verify) {
        final double gib = movedBytes / GIB;
        final Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("transport", transport);
        keys.put("ranks", workload.ranks());
        keys.put("image_bytes_total", movedBytes);
        keys.put("wall_s", rounded(total()));
        keys.put("gib_per_s", rounded(total() > 0 ? gib / total() : 0));
        keys.put("cpu_s_per_gib", rounded(gib > 0 ? cpuSeconds / gib : 0));
        keys.put("verify", verify);
        keys.put("strategy", strategy.word());
        final Map<String, Object> seconds = new LinkedHashMap<>();
        phases.forEach((phase, value) -> seconds.put(phase, rounded(value)));
        keys.put("phases_s", seconds);
        keys.put("preset", workload.preset());
        keys.put("nodes", workload.nodes());
        keys.put("ranks_per_node", workload.ranksPerNode());
        keys.put("rank_bytes", workload.rankBytes());
        keys.put("solver_bytes", workload.solverBytes());
        keys.put("moved_bytes", movedBytes);
        keys.put("round", round);
        keys.put("started_at", beganAt.toString());
        keys.putAll(details);
        keys.putAll(common);
        return ResultJson.ofChecks("compare", keys);
    }

    static double rounded(final double value) {
        return Math.rint(value * DECIMALS) / DECIMALS;
    }
}
