package org.rankferry.engine.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

import org.rankferry.engine.coordinator.job.JobSpec;
import org.rankferry.engine.demo.JobDemo;
import org.rankferry.engine.demo.JobDemoOptions;
import org.rankferry.engine.demo.SelfCommand;
import org.rankferry.engine.observe.ResultJson;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rankferry demo}: a job that loses a node, on one machine. */
@Command(
    name = "demo",
    description = {
        "Runs a parallel solver in C on nodes of this machine, orders one of them off while it computes, and compares"
            + " the answer with that of an undisturbed run.",
        "Nodes are agents with processes of their own; each rank has an image of 21.4 MB."},
    footer = {
        "", "Examples:", "  rankferry demo", "  rankferry demo --scope local --transport shm",
        "  rankferry demo --kill-target-at migrate", "  rankferry demo --checkpointer criu"})
final class DemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private JsonFlag json;

    @Option(names = "--ranks", paramLabel = "N", defaultValue = "8", description = "Default: ${DEFAULT-VALUE}.")
    private int ranks;

    @Option(names = "--nodes", paramLabel = "N", defaultValue = "4", description = "Default: ${DEFAULT-VALUE}.")
    private int nodes;

    @Option(
        names = "--spares", paramLabel = "N",
        description = "Default: 1, and 2 when the target is killed.")
    private Integer spares;

    @Option(
        names = "--scope", paramLabel = "SCOPE", defaultValue = "global",
        description = "Who stalls: global or local (default: ${DEFAULT-VALUE}).")
    private String scope;

    @Option(names = "--threaded", description = "A thread of each rank serves stalls, not the solver's loop.")
    private boolean threaded;

    @Option(
        names = "--transport", paramLabel = "NAME", defaultValue = JobDemoOptions.AUTO,
        description = "What images travel by: shm, tcp, rdma, or auto: rdma or tcp between namespaces, else shm"
            + " (default: ${DEFAULT-VALUE}).")
    private String transport;

    @Option(
        names = "--kill-target-at", paramLabel = "PHASE", defaultValue = "",
        description = "Kill the agent that is moved to in this phase, stall or migrate: the next spare is taken.")
    private String killTargetAt;

    @Option(
        names = "--cut-target-at", paramLabel = "PHASE", defaultValue = "",
        description = "Pull the cable of the node that is moved to in this phase, stall or migrate: all goes on where"
            + " it was, or on the next spare.")
    private String cutTargetAt;

    @Option(
        names = "--namespaces", paramLabel = "WHEN", defaultValue = JobDemoOptions.AUTO,
        description = "Give each node a network namespace with an address of its own: yes, no, or auto, when this user"
            + " may (default: ${DEFAULT-VALUE}).")
    private String namespaces;

    @Option(
        names = "--checkpointer", paramLabel = "NAME", defaultValue = JobSpec.APPLICATION,
        description = "What writes the images: application, the solver itself; criu, which takes its processes as they"
            + " are (default: ${DEFAULT-VALUE}).")
    private String checkpointer;

    @Option(
        names = "--timeout", paramLabel = "SECONDS", defaultValue = "300",
        description = "Give up after that long (default: ${DEFAULT-VALUE}).")
    private long timeout;

    @Override
    public Integer call() {
        final JobDemoOptions options;
        try {
            options = new JobDemoOptions(
                ranks, nodes, spares != null ? spares : killTargetAt.isEmpty() ? 1 : 2, scope, threaded, transport,
                namespaces, killTargetAt, cutTargetAt, checkpointer, Duration.ofSeconds(timeout));
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        final PrintWriter out = json.text();
        try (ClosingStack closing = new ClosingStack()) {
            final List<String> self = SelfCommand.read(Main.class.getName());
            final JobDemo demo = closing.open(() -> new JobDemo(options, self, line -> {
                out.println(line);
                out.flush();
            }));
            report(demo.run(), out);
        }
        return CommandLine.ExitCode.OK;
    }

    private void report(final Map<String, Object> result, final PrintWriter out) {
        out.println();
        ((Map<?, ?>) result.get("phases_s")).forEach((phase, seconds) -> {
            if (((Number) seconds).doubleValue() > 0) {
                out.printf(Locale.ROOT, "%-10s %9.3f s%n", phase, ((Number) seconds).doubleValue());
            }
        });
        final boolean identical = "identical".equals(result.get("answer"));
        out.println(MigrationText.outcome(result));
        out.println("answer: " + (identical ? "identical to the undisturbed run" : result.get("answer")));
        out.flush();
        json.write(ResultJson.ofChecks("demo", result));
        if (!identical) {
            throw new CommandFailure("the answer is not that of the undisturbed run: " + result.get("answer"), null);
        }
    }
}
