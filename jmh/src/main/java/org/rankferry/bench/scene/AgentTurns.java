package org.rankferry.bench.scene;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.observe.AgentCounter;
import org.rankferry.engine.observe.CountersSnapshot;

/**
 * How often one agent has gone round so far, how often it has slept, and how many frames it has taken or sent: what a
 * chunk costs beside its bytes.
 *
 * @param dutyCycles of the agent.
 * @param sleeps     of its thread: voluntary switches, as the kernel counts them.
 * @param frames     sent by a source, taken by a target.
 */
public record AgentTurns(double dutyCycles, double sleeps, double frames) {
    /** Nothing. */
    public static final AgentTurns NONE = new AgentTurns(0, 0, 0);

    private static final Path TASKS = Path.of("/proc/self/task");
    /** The kernel keeps no more of a thread's name. */
    private static final int KERNEL_NAME_LENGTH = 15;
    private static final String SLEEPS = "voluntary_ctxt_switches:";

    /** Of the agent on a thread of this process, with these counters. */
    public static AgentTurns of(final String thread, final Path counters, final AgentCounter frames) {
        try {
            final CountersSnapshot snapshot = CountersSnapshot.read(counters);
            return new AgentTurns(
                snapshot.value(AgentCounter.DUTY_CYCLES), sleepsOf(thread), snapshot.value(frames));
        } catch (final IOException e) {
            throw new TransferException("counters of " + thread + " can't be read: " + e.getMessage(), e);
        }
    }

    private static long sleepsOf(final String thread) throws IOException {
        final String known = thread.substring(0, Math.min(thread.length(), KERNEL_NAME_LENGTH));
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            for (final Path task : tasks) {
                if (Files.readString(task.resolve("comm")).strip().equals(known)) {
                    return Files.readAllLines(task.resolve("status"), StandardCharsets.ISO_8859_1).stream()
                        .filter(line -> line.startsWith(SLEEPS))
                        .mapToLong(line -> Long.parseLong(line.substring(SLEEPS.length()).strip()))
                        .findFirst().orElse(0);
                }
            }
        }
        return 0;
    }

    /** The sum of both. */
    public AgentTurns plus(final AgentTurns other) {
        return new AgentTurns(dutyCycles + other.dutyCycles, sleeps + other.sleeps, frames + other.frames);
    }

    /** What has been added since. */
    public AgentTurns since(final AgentTurns before) {
        return new AgentTurns(dutyCycles - before.dutyCycles, sleeps - before.sleeps, frames - before.frames);
    }

    /** For so much of something. */
    public AgentTurns per(final double amount) {
        return new AgentTurns(dutyCycles / amount, sleeps / amount, frames / amount);
    }

    @Override
    public String toString() {
        return String.format(
            Locale.ROOT, "%.1f duty cycles, %.1f sleeps, %.1f frames", dutyCycles, sleeps, frames);
    }
}
