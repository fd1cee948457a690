package org.rankferry.engine.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.rankferry.engine.coordinator.JobEvents;
import org.rankferry.engine.coordinator.OperatorCall;
import org.rankferry.engine.observe.ResultJson;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Something that an operator asks of a running job, and hears step by step until it is over. */
final class JobRequest {
    @Mixin
    private JsonFlag json;

    @Mixin
    private AgentDoor agent;

    @Option(
        names = "--timeout", paramLabel = "SECONDS", defaultValue = "600",
        description = "Stop listening after this; what was asked goes on (default: ${DEFAULT-VALUE}).")
    private long timeoutSeconds;

    @Parameters(paramLabel = "JOB", description = "Name of the job.")
    private String job;

    /**
     * Asks, prints each step, and writes the result.
     *
     * @param ask     what is asked; the command of the result too.
     * @param details of it.
     * @param outcome that it is to have.
     * @throws CommandFailure when it has another one.
     */
    void follow(final String ask, final Map<String, Object> details, final String outcome) {
        final PrintWriter out = json.text();
        final Map<String, Object> request = new LinkedHashMap<>(details);
        request.put(OperatorCall.ASK, ask);
        request.put(OperatorCall.JOB, job);
        final Map<String, Object> result =
            OperatorCall.follow(agent.path(), request, Duration.ofSeconds(timeoutSeconds), step -> {
                out.println(MigrationText.step(step));
                out.flush();
            });
        out.println(MigrationText.outcome(result));
        out.flush();
        result.remove(JobEvents.ID);
        result.remove(JobEvents.ENDED);
        json.write(ResultJson.ofChecks(ask, result));
        if (!outcome.equals(result.get("outcome"))) {
            throw new CommandFailure("job " + job + " was not " + outcome + ": " + result.get("why"), null);
        }
    }
}
