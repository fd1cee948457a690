package org.rankferry.engine.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import org.rankferry.engine.backplane.cluster.ClusterOptions;
import org.rankferry.engine.coordinator.JobEvents;
import org.rankferry.engine.coordinator.job.CheckpointRecord;
import org.rankferry.engine.coordinator.manager.JobOptions;
import org.rankferry.engine.coordinator.manager.RunningJob;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rankferry restart}: brings a job back from its checkpoint. */
@Command(
    name = "restart",
    description = "Runs a job from a checkpoint, and leads it as `rankferry job` does, until it ends.",
    footer = {
        "", "DIR is a checkpoint, or a directory with some: then the last one is taken. A node takes the images that it"
            + " has written; a spare those of a node that is not there, which needs a directory that both see.",
        "", "Examples:", "  rankferry restart --secret-file secret /pfs/ckpt/heat.5",
        "  rankferry restart --secret-file secret --on n4,n5,n6,n7 /pfs/ckpt"})
final class RestartCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ClusterFlags cluster;

    @Mixin
    private LeadFlags lead;

    @Option(
        names = "--on", paramLabel = "NODE[,...]", split = ",",
        description = "Nodes that take the ranks of those that the checkpoint was taken on, in the order of their names"
            + " (default: the same, and spares).")
    private List<String> nodes = List.of();

    @Parameters(paramLabel = "DIR", description = "Of the checkpoint.")
    private Path directory;

    @Override
    public Integer call() throws InterruptedException {
        final Path checkpoint = CheckpointRecord.find(directory.toAbsolutePath());
        final CheckpointRecord record = CheckpointRecord.read(checkpoint);
        final String job = record.job().name();
        final JobOptions options;
        final ClusterOptions at;
        try {
            at = cluster.options(JobEvents.managerOf(job), ClusterOptions.DEFAULT_JOB_PORT);
            options = lead.options(job, null);
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        final JobLines lines = new JobLines(job, spec.commandLine().getOut());
        lines.onNotice("from checkpoint " + checkpoint + " of " + record.created());
        lines.lead(() -> RunningJob.restart(
            checkpoint, spec -> spec.printing(lead.output().toString()), nodes, at, options, lines));
        return CommandLine.ExitCode.OK;
    }
}
