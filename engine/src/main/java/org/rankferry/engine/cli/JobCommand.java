package org.rankferry.engine.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

import org.rankferry.engine.backplane.cluster.ClusterOptions;
import org.rankferry.engine.checkpoint.CaptureException;
import org.rankferry.engine.checkpoint.Checkpointers;
import org.rankferry.engine.coordinator.JobEvents;
import org.rankferry.engine.coordinator.job.JobSpec;
import org.rankferry.engine.coordinator.job.Scope;
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
final class JobCommand implements Callable<Integer> {
    static final String NAME = "job";
    private static final String SSH = "ssh -o BatchMode=yes {host} {command}";

    @Spec
    private CommandSpec spec;

    @Mixin
    private ClusterFlags cluster;

    @Mixin
    private LeadFlags lead;

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
        names = "--by", paramLabel = "WORDS",
        description = "What starts a rank on its node: the agent itself (default), 'ssh', or words such as"
            + " 'srun -w {host} -n 1 --overlap'. {host}, {node} and {rank} are replaced, and {command} by the whole"
            + " command as one word for a shell; without it the command's words come last. Standard input must"
            + " reach the command: when it ends, the rank is ended.")
    private String by = "";

    @Option(
        names = "--checkpointer", paramLabel = "NAME", defaultValue = JobSpec.APPLICATION,
        description = "What writes the images of ranks: application, the ranks themselves; or one that takes processes"
            + " as they are, such as criu (default: ${DEFAULT-VALUE}).")
    private String checkpointer;

    @Option(
        names = "--wrap", paramLabel = "WORDS",
        description = "Words in front of the command of a rank, with {node}, {host} and {rank} replaced:"
            + " 'ip netns exec {node}', 'numactl -N 0', ...")
    private String wrap = "";

    @Option(
        names = "--recover", paramLabel = "FILE",
        description = "Go on with the job of this journal, whose manager was lost.")
    private Path recover;

    @Mixin
    private RouteFlags route;

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
            options = lead.options(name, recover);
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        final JobLines lines = new JobLines(name, spec.commandLine().getOut());
        lines.lead(() -> job == null
            ? RunningJob.recover(at, options, lines) : RunningJob.start(job, at, options, lines));
        return CommandLine.ExitCode.OK;
    }

    private static List<String> words(final String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    }

    private String checkpointer() {
        if (checkpointer.equals(JobSpec.APPLICATION)) {
            return checkpointer;
        }
        try {
            return Checkpointers.named(checkpointer).name();
        } catch (final CaptureException e) {
            throw new IllegalArgumentException(e.getMessage() + "; or " + JobSpec.APPLICATION, e);
        }
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
            name, placed, command, words(by.equals("ssh") ? SSH : by), words(wrap),
            Path.of("").toAbsolutePath().toString(), lead.output().toString(), Scope.ofWord(scope),
            route.route(), checkpointer());
    }
}
