package org.rankferry.engine.cli;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;

import org.rankferry.engine.coordinator.OperatorCall;
import org.rankferry.engine.coordinator.manager.JobOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rankferry cancel}: takes a migration back. */
@Command(
    name = "cancel",
    description = "Takes the migration of a job back, in any phase until it is decided: its ranks go on where they"
        + " were.",
    footer = {"", "Examples:", "  rankferry cancel heat"})
final class CancelCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Spec
    private CommandSpec spec;

    @Mixin
    private AgentDoor agent;

    @Parameters(paramLabel = "JOB", description = "Name of the job.")
    private String job;

    @Override
    public Integer call() {
        final Map<String, Object> answer = OperatorCall.follow(
            agent.path(), Map.of(OperatorCall.ASK, JobOptions.CANCEL, OperatorCall.JOB, job), PATIENCE, step -> { });
        spec.commandLine().getOut().println("job " + job + ": " + answer.get("text"));
        return CommandLine.ExitCode.OK;
    }
}
