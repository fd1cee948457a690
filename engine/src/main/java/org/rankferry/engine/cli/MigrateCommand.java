package org.rankferry.engine.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;

import org.rankferry.engine.coordinator.JobEvents;
import org.rankferry.engine.coordinator.MigrateRequest;
import org.rankferry.engine.coordinator.OperatorCall;
import org.rankferry.engine.observe.ResultJson;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rankferry migrate}: an operator orders nodes to be left. */
@Command(
    name = "migrate",
    description = "Moves ranks of a running job off nodes, and prints each phase with its seconds, and all so far.",
    footer = {
        "", "Exit code 0: migrated; 1: rolled back, failed or refused, with the reason.", "", "Examples:",
        "  rankferry migrate --off n2 heat", "  rankferry migrate --off n2 --onto n7 --ranks 4,5 heat"})
final class MigrateCommand implements Callable<Integer> {
    @Mixin
    private JsonFlag json;

    @Mixin
    private AgentDoor agent;

    @Option(names = "--off", paramLabel = "NODE[,...]", split = ",", description = "Nodes to be left.")
    private List<String> off = List.of();

    @Option(
        names = "--onto", paramLabel = "NODE[,...]", split = ",",
        description = "Nodes to move to, in this order (default: spares that fit; if one fails, the next is tried).")
    private List<String> onto = List.of();

    @Option(names = "--exclude", paramLabel = "NODE[,...]", split = ",", description = "Spares not to be taken.")
    private List<String> exclude = List.of();

    @Option(
        names = "--ranks", paramLabel = "LIST", split = ",",
        description = "Ranks to move (default: all of the nodes).")
    private Set<Integer> ranks = new TreeSet<>();

    @Option(
        names = "--timeout", paramLabel = "SECONDS", defaultValue = "600",
        description = "Stop listening after this; the migration goes on (default: ${DEFAULT-VALUE}).")
    private long timeoutSeconds;

    @Parameters(paramLabel = "JOB", description = "Name of the job.")
    private String job;

    @Override
    public Integer call() {
        final PrintWriter out = json.text();
        final Map<String, Object> request = new LinkedHashMap<>();
        request.put(OperatorCall.ASK, MigrateRequest.ASK);
        request.put(OperatorCall.JOB, job);
        request.putAll(new MigrateRequest(off, onto, exclude, ranks).toMap());
        final Map<String, Object> result =
            OperatorCall.follow(agent.path(), request, Duration.ofSeconds(timeoutSeconds), step -> {
                out.println(MigrationText.step(step));
                out.flush();
            });
        out.println(MigrationText.outcome(result));
        out.flush();
        result.remove(JobEvents.ID);
        result.remove(JobEvents.ENDED);
        json.write(ResultJson.ofChecks("migrate", result));
        if (!"migrated".equals(result.get("outcome"))) {
            throw new CommandFailure("job " + job + " was not migrated: " + result.get("why"), null);
        }
        return CommandLine.ExitCode.OK;
    }
}
