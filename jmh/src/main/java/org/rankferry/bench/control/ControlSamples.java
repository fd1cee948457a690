package org.rankferry.bench.control;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.rankferry.bench.measure.Samples;

/**
 * All runs with one number of nodes.
 *
 * @param nodes that ran ranks.
 * @param ranks of each of them.
 * @param runs  one or more.
 */
record ControlSamples(int nodes, int ranks, List<ControlRun> runs) {
    private static final double MS = 1e3;
    private static final double MIB = 1 << 20;

    /** What is measured of a run. */
    enum Figure {
        /** Until all ranks compute. */
        LAUNCH_S("launch_s"),
        /** A target opens its store. */
        PREPARE_S("prepare_s"),
        /** All ranks of the scope become quiet. */
        STALL_S("stall_s"),
        /** Images, which are empty here, and restart. */
        RESTART_S("restart_s"),
        /** Old copies go. */
        RELEASE_S("release_s"),
        /** All ranks go on. */
        RESUME_S("resume_s"),
        /** Of the move, from the request on. */
        TOTAL_S("total_s"),
        /** Of the launch. */
        LAUNCH_MANAGER_CPU_S("launch_manager_cpu_s"),
        /** Of one node, on average, for the launch. */
        LAUNCH_NODE_CPU_S("launch_node_cpu_s"),
        /** Of the move. */
        MANAGER_CPU_S("manager_cpu_s"),
        /** Of one node, on average, for the move. */
        NODE_CPU_S("node_cpu_s"),
        /** Of the process, for the move. */
        CPU_S("cpu_s"),
        /** Published in the move. */
        EVENTS("events"),
        /** Of these events, each once. */
        BYTES("bytes"),
        /** Read in the move, by all members together. */
        READ("events_read"),
        /** Published in the launch. */
        LAUNCH_EVENTS("launch_events"),
        /** Of these events, each once. */
        LAUNCH_BYTES("launch_bytes");

        private final String key;

        Figure(final String key) {
            this.key = key;
        }

        /** In results. */
        String key() {
            return key;
        }
    }

    /** Head of the columns of {@link #line()}. */
    static final String COLUMNS = String.format(
        "%-6s %-7s %-9s %-10s %-9s %-10s %-10s %-9s %-27s %-7s %-9s %-14s %-12s %s", "#nodes", "ranks", "launch[s]",
        "prepare[s]", "stall[s]", "restart[s]", "release[s]", "resume[s]", "stall to resume[s]", "events", "MiB",
        "manager cpu[s]", "node cpu[ms]", "cpu[s]");

    private static double value(final Figure figure, final ControlRun run) {
        return switch (figure) {
            case PREPARE_S -> phase(run, "PREPARE");
            case STALL_S -> phase(run, "STALL");
            case RESTART_S -> phase(run, "MIGRATE") + phase(run, "RESTART");
            case RELEASE_S -> phase(run, "RELEASE");
            case RESUME_S -> phase(run, "RESUME");
            case TOTAL_S -> run.move().seconds();
            case MANAGER_CPU_S -> run.move().managerCpu();
            case NODE_CPU_S -> ControlRun.nodeCpu(run.move(), run.nodes());
            case CPU_S -> run.move().cpu();
            case EVENTS -> run.move().events();
            case BYTES -> run.move().bytes();
            case READ -> run.move().read();
            default -> ofLaunch(figure, run);
        };
    }

    private static double ofLaunch(final Figure figure, final ControlRun run) {
        return switch (figure) {
            case LAUNCH_S -> run.launch().seconds();
            case LAUNCH_MANAGER_CPU_S -> run.launch().managerCpu();
            case LAUNCH_NODE_CPU_S -> ControlRun.nodeCpu(run.launch(), run.nodes());
            case LAUNCH_EVENTS -> run.launch().events();
            case LAUNCH_BYTES -> run.launch().bytes();
            default -> throw new IllegalArgumentException("figure " + figure);
        };
    }

    private static double phase(final ControlRun run, final String name) {
        return run.phases().getOrDefault(name, 0.0);
    }

    Samples of(final Figure figure) {
        return Samples.of(runs.stream().map(run -> value(figure, run)).toList());
    }

    double median(final Figure figure) {
        return of(figure).median();
    }

    /** Bytes of the largest event of each name. */
    Map<String, Long> largest() {
        final Map<String, Long> largest = new TreeMap<>();
        runs.forEach(run -> run.largest().forEach((name, bytes) -> largest.merge(name, bytes, Math::max)));
        return largest;
    }

    /** Medians. */
    String line() {
        final Samples total = of(Figure.TOTAL_S);
        return String.format(
            "%-6d %-7d %-9.3f %-10.4f %-9.4f %-10.4f %-10.4f %-9.4f %-27s %-7.0f %-9.3f %-14.4f %-12.3f %.3f", nodes,
            nodes * ranks, median(Figure.LAUNCH_S), median(Figure.PREPARE_S), median(Figure.STALL_S),
            median(Figure.RESTART_S), median(Figure.RELEASE_S), median(Figure.RESUME_S),
            String.format("%.4f (%.4f..%.4f)", total.median(), total.min(), total.max()), median(Figure.EVENTS),
            median(Figure.BYTES) / MIB, median(Figure.MANAGER_CPU_S), median(Figure.NODE_CPU_S) * MS,
            median(Figure.CPU_S));
    }

    /** For machines. */
    Map<String, Object> toMap() {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("nodes", nodes);
        fields.put("ranks", nodes * ranks);
        for (final Figure figure : Figure.values()) {
            final Samples samples = of(figure);
            final Map<String, Object> range = new LinkedHashMap<>();
            range.put("median", samples.median());
            range.put("min", samples.min());
            range.put("max", samples.max());
            fields.put(figure.key(), range);
        }
        fields.put("largest_event_bytes", largest());
        return fields;
    }
}
