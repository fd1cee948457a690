package org.rankferry.engine.cli;

import java.nio.file.Path;
import java.time.Duration;

import org.rankferry.engine.coordinator.manager.JobOptions;
import org.rankferry.engine.coordinator.manager.Policy;
import picocli.CommandLine.Option;

/** How a job is led, by the command that starts it. */
final class LeadFlags {
    private static final double MS = 1000;

    @Option(
        names = "--policy", paramLabel = "POLICY", defaultValue = "abort",
        description = "When ranks are lost: abort, the others are ended; ignore, they run on; restart, all start again"
            + " from the last checkpoint; migrate, as abort, and a migration that fails is tried again (default:"
            + " ${DEFAULT-VALUE}).")
    private String policy;

    @Option(
        names = "--output", paramLabel = "DIR", defaultValue = ".",
        description = "Where what ranks print goes, on their node (default: the current directory).")
    private Path output;

    @Option(
        names = "--journal", paramLabel = "FILE",
        description = "Where decisions are kept until the job has ended (default: JOB.journal).")
    private Path journal;

    @Option(
        names = "--deadline", paramLabel = "SECONDS", defaultValue = "60",
        description = "Of each phase (default: ${DEFAULT-VALUE}).")
    private double deadlineSeconds;

    @Option(
        names = "--fence", paramLabel = "SECONDS", defaultValue = "110",
        description = "With --policy restart: ranks may run for so long on a node that was lost, and are not started"
            + " elsewhere before; the agents' --orphan-deadline, and five heartbeats until they miss the manager"
            + " (default: ${DEFAULT-VALUE}).")
    private double fenceSeconds;

    @Option(
        names = "--checkpoint-to", paramLabel = "DIR",
        description = "Take checkpoints of the job by itself, to this directory.")
    private Path checkpointTo;

    @Option(
        names = "--checkpoint-every", paramLabel = "SECONDS", defaultValue = "600",
        description = "From one to the next (default: ${DEFAULT-VALUE}).")
    private double checkpointSeconds;

    @Option(
        names = "--checkpoint-keep", paramLabel = "N", defaultValue = "2",
        description = "How many of them are kept (default: ${DEFAULT-VALUE}).")
    private int checkpointKeep;

    @Option(
        names = "--rest", paramLabel = "PHASE=SECONDS",
        description = "To rehearse: every migration rests so long in PREPARE, STALL, MIGRATE, RESTART, RELEASE or"
            + " RESUME, while you see what happens when something is killed there.")
    private String rest;

    Path output() {
        return output.toAbsolutePath();
    }

    /** Checked; with the journal of this name unless another is given. */
    JobOptions options(final String job, final Path recover) {
        final Path file = recover != null ? recover : journal != null ? journal : Path.of(job + ".journal");
        return new JobOptions(
            file, duration(deadlineSeconds), Policy.ofWord(policy), duration(fenceSeconds),
            checkpointTo == null ? null : new JobOptions.Periodic(
                checkpointTo.toAbsolutePath(), duration(checkpointSeconds), checkpointKeep),
            rest);
    }

    private static Duration duration(final double seconds) {
        return Duration.ofMillis(Math.round(seconds * MS));
    }
}
