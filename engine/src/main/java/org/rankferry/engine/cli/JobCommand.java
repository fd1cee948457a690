package org.rankferry.engine.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

import org.rankferry.engine.api.SourceOptions;
import org.rankferry.engine.backplane.cluster.ClusterOptions;
import org.rankferry.engine.coordinator.JobEvents;
import org.rankferry.engine.coordinator.job.JobSpec;
import org.rankferry.engine.coordinator.job.Scope;
import org.rankferry.engine.coordinator.manager.JobEnd;
import org.rankferry.engine.coordinator.manager.JobListener;
import org.rankferry.engine.coordinator.manager.JobOptions;
import org.rankferry.engine.coordinator.manager.Policy;
import org.rankferry.engine.coordinator.manager.RunningJob;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rankferry job}: runs a parallel job that can be moved. */
@Command(
    name = JobCommand.NAME,
    description = "Runs the ranks of a job on nodes of the cluster, and leads its migrations, until it ends.",
    footer = {
        "", "Ranks find their job in RANKFERRY_JOB, RANKFERRY_RANK, RANKFERRY_RANKS, RANKFERRY_HOST and what rf_init"
            + " reads. What they print goes to files JOB-rank-N.out and .err in the directory of --output.",
        "", "Examples:", "  rankferry job --secret-file secret --name heat --ranks 8 --on n0,n1,n2,n3 ./solver",
        "  rankferry job --secret-file secret --ranks 4 --on n0,n1 --wrap 'ip netns exec {node}' ./solver",
        "  rankferry job --secret-file secret --recover heat.journal"})
final class JobCommand implements Callable<Integer>, JobListener {
    static final String NAME = "job";

    @Spec
    private CommandSpec spec;

    @Mixin
    private ClusterFlags cluster;

    @Option(
        names = "--name", paramLabel = "JOB", defaultValue = "job", description = "Name (default: ${DEFAULT-VALUE}).")
    private String name;

    @Option(
        names = "--ranks", paramLabel = "N", defaultValue = "1", description = "How many (default: ${DEFAULT-VALUE}).")
    private int ranks;

    @Option(
        names = "--on", paramLabel = "NODE[,...]", split = ",",
        description = "Nodes to run on; the first takes the first ranks.")
    private List<String> nodes = List.of();

    @Option(
        names = "--scope", paramLabel = "SCOPE", defaultValue = "global",
        description = "Who stalls when ranks move: global, all; local, those connected to them (default:"
            + " ${DEFAULT-VALUE}).")
    private String scope;

    @Option(
        names = "--policy", paramLabel = "POLICY", defaultValue = "abort",
        description = "When ranks are lost: abort, the others are ended; ignore, they run on (default:"
            + " ${DEFAULT-VALUE}).")
    private String policy;

    @Option(
        names = "--wrap", paramLabel = "WORDS",
        description = "Words in front of the command of a rank, with {node}, {host} and {rank} replaced:"
            + " 'ip netns exec {node}', 'numactl -N 0', ...")
    private String wrap = "";

    @Option(
        names = "--output", paramLabel = "DIR", defaultValue = ".",
        description = "Where what ranks print goes, on their node (default: the current directory).")
    private Path output;

    @Option(
        names = "--journal", paramLabel = "FILE",
        description = "Where decisions are kept until the job has ended (default: JOB.journal).")
    private Path journal;

    @Option(
        names = "--recover", paramLabel = "FILE",
        description = "Go on with the job of this journal, whose manager was lost.")
    private Path recover;

    @Option(
        names = "--deadline", paramLabel = "SECONDS", defaultValue = "60",
        description = "Of each phase (default: ${DEFAULT-VALUE}).")
    private double deadlineSeconds;

    @Option(
        names = "--transport", paramLabel = "NAME", defaultValue = "auto",
        description = "What images travel by: auto, rdma, tcp, shm (default: ${DEFAULT-VALUE}).")
    private String transport;

    @Option(
        names = "--chunk", paramLabel = "SIZE", converter = ByteSize.class, defaultValue = "1M",
        description = "Of the pool that images go through (default: ${DEFAULT-VALUE}).")
    private long chunkBytes;

    @Option(
        names = "--pool", paramLabel = "SIZE", converter = ByteSize.class, defaultValue = "10M",
        description = "Of a source node, while ranks leave it (default: ${DEFAULT-VALUE}).")
    private long poolBytes = SourceOptions.DEFAULT_POOL_BYTES;

    @Parameters(paramLabel = "COMMAND", description = "Of a rank, with its arguments.", arity = "0..*")
    private List<String> command = List.of();

    @Override
    public Integer call() throws InterruptedException {
        final JobOptions options;
        final JobSpec job;
        final ClusterOptions at;
        try {
            job = recover == null ? job() : null;
            at = cluster.options(JobEvents.managerOf(name), ClusterOptions.DEFAULT_JOB_PORT);
            options = new JobOptions(
                recover != null ? recover : journal != null ? journal : Path.of(name + ".journal"),
                Duration.ofMillis(Math.round(deadlineSeconds * 1000)), Policy.ofWord(policy));
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        try (ClosingStack closing = new ClosingStack()) {
            final RunningJob running = closing.open(
                () -> job == null ? RunningJob.recover(at, options, this) : RunningJob.start(job, at, options, this));
            final JobEnd end = running.await();
            if (!end.well()) {
                throw new CommandFailure(end.why(), null);
            }
            say("the job has ended: all ranks have done their work");
        }
        return CommandLine.ExitCode.OK;
    }

    private JobSpec job() {
        if (command.isEmpty() || nodes.isEmpty()) {
            throw new IllegalArgumentException("give the nodes with --on, and the command of a rank");
        }
        if (ranks < nodes.size()) {
            throw new IllegalArgumentException(ranks + " ranks are too few for " + nodes.size() + " nodes");
        }
        final Map<String, List<Integer>> placed = new TreeMap<>();
        for (int rank = 0; rank < ranks; rank++) {
            placed.computeIfAbsent(nodes.get((int) ((long) rank * nodes.size() / ranks)), none -> new ArrayList<>())
                .add(rank);
        }
        return new JobSpec(
            name, placed, command, wrap.isBlank() ? List.of() : List.of(wrap.strip().split("\\s+")),
            Path.of("").toAbsolutePath().toString(), output.toAbsolutePath().toString(), Scope.ofWord(scope), transport,
            Math.toIntExact(chunkBytes), poolBytes);
    }

    @Override
    public void onRunning() {
        say("all ranks run");
    }

    @Override
    public void onStep(final Map<String, Object> step) {
        if (step.containsKey("step")) {
            say(MigrationText.step(step));
        } else if (step.containsKey("outcome")) {
            say(MigrationText.outcome(step));
        }
    }

    @Override
    public void onNotice(final String text) {
        say(text);
    }

    private void say(final String line) {
        final PrintWriter out = spec.commandLine().getOut();
        out.println("job " + name + ": " + line);
        out.flush();
    }
}
