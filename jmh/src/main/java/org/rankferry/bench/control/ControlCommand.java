package org.rankferry.bench.control;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.cli.ClosingStack;
import org.rankferry.engine.cli.JsonFlag;
import org.rankferry.engine.coordinator.job.Scope;
import org.rankferry.engine.observe.Environment;
import org.rankferry.engine.observe.ResultJson;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rankferry bench-control}. */
@Command(
    name = "bench-control",
    description = {
        "Measures the control plane alone: a job on simulated nodes, in one process, without data.",
        "",
        "Job manager, journal and the agents of all nodes run their real code; every event is written as it travels,"
            + " and read by each node that hears it. Ranks answer at once, and images are empty. A run launches a job"
            + " and moves all ranks of one node to a spare. All nodes share the processors of this machine, so the CPU"
            + " time of the manager and of one node are measured apart, and make a model of a cluster where each node"
            + " reads its own events."},
    footer = {
        "", "Examples:", "  rankferry bench-control", "  rankferry bench-control --nodes 1024 --runs 1",
        "  rankferry bench-control --scope local --json control.json",
        "  rankferry bench-control --latency-us 20 --project 4096"})
final class ControlCommand implements Callable<Integer> {
    private static final String NAME = "bench-control";
    private static final int MOST_NODES = 20_000;

    @Spec
    private CommandSpec spec;

    @Mixin
    private JsonFlag json;

    @Option(
        names = "--nodes", split = ",", paramLabel = "N", defaultValue = "16,64,256,1024",
        description = "That run ranks; a spare comes on top (default: ${DEFAULT-VALUE}).")
    private List<Integer> nodes;

    @Option(
        names = "--ranks-per-node", paramLabel = "N", defaultValue = "8",
        description = "Ranks of each (default: ${DEFAULT-VALUE}).")
    private int ranks;

    @Option(
        names = "--runs", paramLabel = "N", defaultValue = "5",
        description = "Jobs measured for each number of nodes (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Option(
        names = "--warmup", paramLabel = "N", defaultValue = "20",
        description = "Jobs on the fewest nodes before, not measured (default: ${DEFAULT-VALUE}).")
    private int warmup;

    @Option(
        names = "--scope", paramLabel = "SCOPE", defaultValue = "global",
        description = "Who stalls: global, all; local, the neighbours of those that move (default: ${DEFAULT-VALUE}).")
    private String scope;

    @Option(
        names = "--latency-us", paramLabel = "US", defaultValue = "50",
        description = "Of an event between two nodes, for the model (default: ${DEFAULT-VALUE}).")
    private double latencyUs;

    @Option(
        names = "--project", paramLabel = "N", defaultValue = "10000",
        description = "Nodes that the model is asked for (default: ${DEFAULT-VALUE}).")
    private int project;

    @Option(
        names = "--dir", paramLabel = "DIR",
        description = "For the job manager's journal, whose writes go to stable storage (default: the directory for"
            + " temporary files).")
    private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

    @Override
    public Integer call() {
        final Scope stalled = check();
        final LargerJvm larger = LargerJvm.forNodes(nodes.stream().mapToInt(Integer::intValue).max().orElseThrow());
        if (larger != null) {
            return larger.run(spec.commandLine());
        }
        final List<ControlSamples> samples = new ArrayList<>();
        head();
        for (int round = 0; round < warmup; round++) {
            measure(nodes.stream().mapToInt(Integer::intValue).min().orElseThrow(), stalled);
        }
        for (final int count : nodes.stream().sorted().distinct().toList()) {
            final List<ControlRun> measured = new ArrayList<>();
            for (int round = 0; round < runs; round++) {
                measured.add(measure(count, stalled));
            }
            samples.add(new ControlSamples(count, ranks, measured));
            say(samples.getLast().line());
        }
        final Projection projection = new Projection(samples, project, latencyUs);
        projection.lines().forEach(this::say);
        json.write(result(samples, projection));
        return CommandLine.ExitCode.OK;
    }

    private Scope check() {
        for (final int count : nodes) {
            between("--nodes", count, 1, MOST_NODES);
        }
        between("--ranks-per-node", ranks, 1, 1024);
        between("--runs", runs, 1, Integer.MAX_VALUE);
        between("--warmup", warmup, 0, Integer.MAX_VALUE);
        between("--project", project, 1, Integer.MAX_VALUE);
        if (!Files.isDirectory(directory)) {
            throw usage("--dir " + directory + " is no directory");
        }
        try {
            return Scope.ofWord(scope);
        } catch (final IllegalArgumentException e) {
            throw usage("--scope: " + e.getMessage());
        }
    }

    private ControlRun measure(final int count, final Scope stalled) {
        final Path journal;
        try {
            journal = Files.createTempFile(directory, "rankferry-control-", ".journal");
            Files.delete(journal);
        } catch (final IOException e) {
            throw new TransferException("no journal can be made in " + directory + ": " + e.getMessage(), e);
        }
        System.gc(); // what the run before has left is not this one's
        try (ClosingStack closing = new ClosingStack()) {
            return closing.open(() -> new SimulatedCluster(count, ranks, stalled, journal)).run();
        }
    }

    private void head() {
        final Environment here = Environment.read();
        say("# " + here.cpu() + ", " + here.cores() + " cores, " + here.kernel() + ", " + here.jvm());
        say("# control plane alone, no data: " + ranks + " ranks a node, scope " + scope + ", medians of " + runs
            + " runs, journal in " + directory);
        say(ControlSamples.COLUMNS);
    }

    private void say(final String line) {
        final PrintWriter text = json.text();
        text.println(line);
        text.flush();
    }

    private ResultJson result(final List<ControlSamples> samples, final Projection projection) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("ranks_per_node", ranks);
        fields.put("scope", scope);
        fields.put("runs", runs);
        fields.put("measured", samples.stream().map(ControlSamples::toMap).toList());
        fields.put("model", projection.toMap());
        final Environment here = Environment.read();
        fields.put("environment", Map.of(
            "cpu", here.cpu(), "cores", here.cores(), "kernel", here.kernel(), "jvm", here.jvm()));
        return ResultJson.ofChecks(NAME, fields);
    }

    private void between(final String option, final int value, final int least, final int most) {
        if (value < least || value > most) {
            throw usage(option + " is " + value + "; give " + least
                + (most == Integer.MAX_VALUE ? " or more" : " to " + most));
        }
    }

    private ParameterException usage(final String text) {
        return new ParameterException(spec.commandLine(), text);
    }
}
