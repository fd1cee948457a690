package org.rankferry.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A job to compare with: the solver of the demo, on nodes, with images of a size. Each rank computes with some of its
 * image; the rest is data that has to arrive whole, which it checks in the end.
 *
 * @param preset       name of it, or {@value #CUSTOM}.
 * @param nodes        it runs on, beside one spare.
 * @param ranksPerNode of it.
 * @param rankBytes    of each image, but for some hundred bytes.
 * @param solverBytes  of each image that the rank computes with, at most.
 */
record Workload(String preset, int nodes, int ranksPerNode, long rankBytes, long solverBytes) {
    static final String CUSTOM = "custom";

    private static final int COLUMNS = 1024;
    private static final int ROW_BYTES = COLUMNS * Double.BYTES;
    /** What a rank's process takes beside its image, and what its pages tables and pipes do, as seen. */
    private static final long PROCESS_BYTES = 4L << 20;
    /** What the agent of a node takes at the most, as seen, and a command beside it. */
    private static final long AGENT_BYTES = 200L << 20;

    Workload {
        if (nodes < 2 || ranksPerNode < 1) {
            throw new IllegalArgumentException(
                nodes + " nodes with " + ranksPerNode + " ranks each; give 2 nodes or more, and a rank for each");
        }
        if (rankBytes < ROW_BYTES) {
            throw new IllegalArgumentException(
                "an image of " + rankBytes + " bytes is too small for the solver; give " + ROW_BYTES + " or more");
        }
    }

    int ranks() {
        return nodes * ranksPerNode;
    }

    /** Of all images. */
    long bytes() {
        return ranks() * rankBytes;
    }

    /** Of the images of one node. */
    long nodeBytes() {
        return ranksPerNode * rankBytes;
    }

    /** Memory that it needs: ranks, once more their images while they are restarted, and the agents. */
    long memoryBytes() {
        return ranks() * (2 * rankBytes + PROCESS_BYTES) + (nodes + 2) * AGENT_BYTES;
    }

    /** Options of the solver that make it this one. */
    List<String> solverWords() {
        final long rows = Math.max(1, Math.min(rankBytes, solverBytes) / ROW_BYTES);
        final List<String> words = new ArrayList<>(
            List.of("--rows", Long.toString(rows), "--cols", Integer.toString(COLUMNS)));
        final long rest = rankBytes - rows * ROW_BYTES;
        if (rest > 0) {
            words.addAll(List.of("--ballast", Long.toString(rest)));
        }
        return words;
    }

    /** In progress lines. */
    @Override
    public String toString() {
        return String.format(
            Locale.ROOT, "%s: %d ranks on %d nodes, %.1f MB each, %.1f MB a node, %.1f MB in all", preset,
            ranks(), nodes, rankBytes / 1e6, nodeBytes() / 1e6, bytes() / 1e6);
    }
}
