package org.rankferry.bench.control;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.cli.Main;
import org.rankferry.engine.demo.SelfCommand;
import picocli.CommandLine;

/**
 * The same command in a JVM with a larger heap: every simulated node knows all others and all ranks, so a thousand of
 * them keep a thousand times what one node keeps.
 */
final class LargerJvm {
    private static final long MIB = 1 << 20;
    /** For each pair of nodes: the facts of one, and its ranks, as the other keeps them. */
    private static final long PAIR_BYTES = 4096;
    private static final long LEAST_BYTES = 128 * MIB;

    private final long heapBytes;

    private LargerJvm(final long heapBytes) {
        this.heapBytes = heapBytes;
    }

    /** Null when this one is large enough. */
    static LargerJvm forNodes(final int nodes) {
        final long needed = LEAST_BYTES + (long) nodes * nodes * PAIR_BYTES;
        return needed <= Runtime.getRuntime().maxMemory() ? null : new LargerJvm(needed + needed / 2);
    }

    /** Runs it to its end; returns its exit code. */
    int run(final CommandLine commandLine) {
        final List<String> words = new ArrayList<>(SelfCommand.read(Main.class.getName()));
        // All of it from the start, and much room for what is soon garbage: collecting it is measured too.
        words.addAll(1 + lastOption(words), List.of(
            "-Xms" + heapBytes / MIB + "m", "-Xmx" + heapBytes / MIB + "m", "-Xmn" + heapBytes / 3 / MIB + "m"));
        words.addAll(commandLine.getParent().getParseResult().originalArgs());
        try {
            return new ProcessBuilder(words).inheritIO().start().waitFor();
        } catch (final IOException e) {
            throw new TransferException("a JVM with a larger heap can't be started: " + e.getMessage(), e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransferException("interrupted while the larger JVM ran", e);
        }
    }

    /** The last of the JVM's own options counts. */
    private static int lastOption(final List<String> words) {
        int last = 0;
        for (int i = 1; i < words.size() && words.get(i).startsWith("-"); i++) {
            if (words.get(i).equals("-jar") || words.get(i).equals("-cp")) {
                break;
            }
            last = i;
        }
        return last;
    }
}
