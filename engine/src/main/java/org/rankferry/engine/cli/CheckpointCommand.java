package org.rankferry.engine.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;

import org.rankferry.engine.coordinator.manager.JobOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rankferry checkpoint}: the images of all ranks of a running job, in files. */
@Command(
    name = "checkpoint",
    description = "Writes images of all ranks of a running job to files, through chunk pools and stores as in a"
        + " migration; the job goes on. `rankferry restart` brings it back from them.",
    footer = {
        "", "The images are on stable storage before the job goes on. On nodes with disks of their own each keeps the"
            + " images of its own ranks in DIR there.",
        "", "Exit code 0: checkpointed; 1: rolled back, failed or refused, with the reason.", "", "Examples:",
        "  rankferry checkpoint --to /pfs/ckpt heat"})
final class CheckpointCommand implements Callable<Integer> {
    @Mixin
    private JobRequest request;

    @Option(
        names = "--to", paramLabel = "DIR", required = true,
        description = "Directory that it goes to, as JOB.EPOCH.")
    private Path to;

    @Override
    public Integer call() {
        request.follow(
            JobOptions.CHECKPOINT, Map.of(JobOptions.TO, to.toAbsolutePath().toString()), "checkpointed");
        return CommandLine.ExitCode.OK;
    }
}
