package org.rankferry.engine.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;

import org.rankferry.engine.coordinator.JobEvents;
import org.rankferry.engine.coordinator.OperatorCall;
import org.rankferry.engine.coordinator.manager.JobOptions;
import org.rankferry.engine.observe.ResultJson;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
    private JsonFlag json;

    @Mixin
    private AgentDoor agent;

    @Option(
        names = "--to", paramLabel = "DIR", required = true,
        description = "Directory that it goes to, as JOB.EPOCH.")
    private Path to;

    @Option(
        names = "--timeout", paramLabel = "SECONDS", defaultValue = "600",
        description = "Stop listening after this; the checkpoint goes on (default: ${DEFAULT-VALUE}).")
    private long timeoutSeconds;

    @Parameters(paramLabel = "JOB", description = "Name of the job.")
    private String job;

    @Override
    public Integer call() {
        final PrintWriter out = json.text();
        final Map<String, Object> result = OperatorCall.follow(
            agent.path(), Map.of(
                OperatorCall.ASK, JobOptions.CHECKPOINT, OperatorCall.JOB, job,
                JobOptions.TO, to.toAbsolutePath().toString()),
            Duration.ofSeconds(timeoutSeconds), step -> {
                out.println(MigrationText.step(step));
                out.flush();
            });
        out.println(MigrationText.outcome(result));
        out.flush();
        result.remove(JobEvents.ID);
        result.remove(JobEvents.ENDED);
        json.write(ResultJson.ofChecks("checkpoint", result));
        if (!"checkpointed".equals(result.get("outcome"))) {
            throw new CommandFailure("job " + job + " was not checkpointed: " + result.get("why"), null);
        }
        return CommandLine.ExitCode.OK;
    }
}
