package org.rankferry.bench.control;

import java.util.Map;

/**
 * What was measured of one job on simulated nodes.
 *
 * @param nodes   that ran ranks; there is one spare beside them.
 * @param launch  from the start of the job manager until all ranks compute.
 * @param move    all ranks of the first node to the spare: from the request until all ranks compute again.
 * @param phases  seconds of each phase of the move, as the job manager tells them.
 * @param largest bytes of the largest event of each name.
 */
record ControlRun(int nodes, Section launch, Section move, Map<String, Double> phases, Map<String, Long> largest) {
    /**
     * A part of a run.
     *
     * @param seconds    of wall time.
     * @param events     published.
     * @param bytes      of those, each counted once.
     * @param read       events read by members; each counts as often as it was read.
     * @param managerCpu seconds of the job manager's thread, and of the one that reads events for it.
     * @param nodesCpu   seconds of all nodes together.
     * @param cpu        seconds of the process, compiler and garbage collector included.
     */
    record Section(
        double seconds, long events, long bytes, long read, double managerCpu, double nodesCpu, double cpu) {

        Section since(final Section before) {
            return new Section(
                seconds - before.seconds, events - before.events, bytes - before.bytes, read - before.read,
                managerCpu - before.managerCpu, nodesCpu - before.nodesCpu, cpu - before.cpu);
        }

        Section lasting(final double other) {
            return new Section(other, events, bytes, read, managerCpu, nodesCpu, cpu);
        }
    }

    /** CPU seconds of one node, on average. */
    static double nodeCpu(final Section of, final int nodes) {
        return of.nodesCpu() / (nodes + 1);
    }
}
