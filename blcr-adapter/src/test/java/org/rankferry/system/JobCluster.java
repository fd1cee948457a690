package org.rankferry.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.jr.ob.JSON;
import org.rankferry.engine.demo.NodeNetwork;
import org.rankferry.engine.nativeio.ThreadPriority;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Agents of nodes on this machine, and a job of the heat solver on them. */
final class JobCluster {
    static final String JOB = "heat";
    /** Small in work, so that the job takes its time in messages; the ballast gives images some bytes. */
    private static final List<String> SIZE = List.of("--rows", "16", "--cols", "256", "--report", "500");

    /** Those of nodes with a network miss each other soon. */
    private static final List<String> BRISK = List.of("--heartbeat", "1");
    /** What a copy may say in the end whose agent, neighbour or image was lost, or which came after that. */
    private static final Pattern PARTING_WORDS = Pattern.compile("the agent closed|: exchange: "
        + "|: the target gave the set up: |refused by the agent: epoch \\d+ of job heat was given up$");

    private final Node node;
    private final NodeNetwork network;
    private final Map<String, ChildProcess> agents = new HashMap<>();
    private final List<String> agentOptions;
    private ChildProcess job;
    private int ranks;

    /** All agents and ranks share this host's network. */
    JobCluster(final Node node, final String... agentOptions) {
        this(node, null, agentOptions);
    }

    /** Each agent and its ranks are where the network has a place for them, the job manager is beside them. */
    JobCluster(final Node node, final NodeNetwork network, final String... agentOptions) {
        this.node = node;
        this.network = network;
        this.agentOptions = List.of(agentOptions);
    }

    /** Starts agents. */
    void agents(final String... names) throws Exception {
        for (final String name : names) {
            final List<String> words =
                new ArrayList<>(List.of("agent", "--name", name, "--secret-file", node.secret().toString()));
            words.addAll(agentOptions);
            if (!agentOptions.contains("--health-period")) {
                words.addAll(List.of("--health-period", "0")); // a test is not about how warm this machine is
            }
            agents.put(name, network == null ? node.rankferry(words)
                : onNetwork(network.on(name), network.address(name), words));
            if (network != null) {
                agents.get(name).awaitOut("node " + name + " is up"); // the next ones find one that is there
            }
        }
        for (final String name : names) {
            agents.get(name).awaitOut("node " + name + " is up");
        }
    }

    private ChildProcess onNetwork(final List<String> place, final String address, final List<String> words)
        throws IOException {

        final List<String> all = new ArrayList<>(List.of(words.getFirst(), "--listen", address, "--hosts",
            String.join(",", network.addresses())));
        all.addAll(BRISK);
        all.addAll(words.subList(1, words.size()));
        return node.rankferryBy(place, all);
    }

    private ChildProcess lead(final List<String> words) throws IOException {
        return network == null ? node.rankferry(words)
            : onNetwork(network.beside(), network.addressBeside(), words);
    }

    ChildProcess agent(final String name) {
        return agents.get(name);
    }

    /** Starts the job, and waits until all ranks run. It computes until {@link #awaitAnswer} has it end. */
    void start(final int howMany, final String on, final List<String> options, final String... solver)
        throws Exception {

        ranks = howMany;
        final List<String> words = new ArrayList<>(List.of(
            "job", "--secret-file", node.secret().toString(), "--name", JOB, "--ranks", Integer.toString(ranks), "--on",
            on, "--journal", journal().toString(), "--output", node.root().toString()));
        words.addAll(options);
        words.add(Node.program("bin/rankferry-heat"));
        words.addAll(SIZE);
        words.addAll(List.of("--iterations", "1000000000", "--until", enough().toString()));
        words.addAll(List.of(solver));
        job = lead(words);
        job.awaitOut("job heat: all ranks run");
    }

    /** Another manager for the job of one that was killed. */
    void recover(final String... options) throws Exception {
        final List<String> words = new ArrayList<>(List.of(
            "job", "--secret-file", node.secret().toString(), "--name", JOB, "--recover", journal().toString()));
        words.addAll(List.of(options));
        job = lead(words);
        job.awaitOut("job heat: all ranks run");
    }

    /** A manager that brings the job back from a checkpoint, and waits until all ranks run. */
    void restart(final Path checkpoint, final String... options) throws Exception {
        final List<String> words = new ArrayList<>(List.of(
            "restart", "--secret-file", node.secret().toString(), "--journal", journal().toString(), "--output",
            node.root().toString()));
        words.addAll(List.of(options));
        words.add(checkpoint.toString());
        job = lead(words);
        job.awaitOut("job heat: all ranks run");
    }

    ChildProcess job() {
        return job;
    }

    Path journal() {
        return node.root().resolve("heat.journal");
    }

    ChildProcess migrate(final String... options) throws Exception {
        return command("migrate", options);
    }

    ChildProcess checkpoint(final Path to, final String... options) throws Exception {
        final List<String> words = new ArrayList<>(List.of("--to", to.toString()));
        words.addAll(List.of(options));
        return command("checkpoint", words.toArray(String[]::new));
    }

    ChildProcess cancel() throws Exception {
        return command("cancel");
    }

    private ChildProcess command(final String name, final String... options) throws Exception {
        final List<String> words = new ArrayList<>(List.of(name));
        words.addAll(List.of(options));
        words.add(JOB);
        return node.rankferry(words);
    }

    /** What the agent of a node sees. */
    Map<String, Object> status(final String agent) throws Exception {
        final ChildProcess status = node.rankferry("status", "--agent", agent, "--json", "-");
        status.awaitExit(0);
        return JSON.std.mapFrom(String.join("", status.out()));
    }

    /** Sends a signal to the copy of a rank on a node, as soon as there is one. */
    void signalRank(final int rank, final String on, final String signal) throws Exception {
        Await.that("a process of rank " + rank + " on " + on, () -> pidOf(rank, on) > 0);
        assertEquals(
            0, new ProcessBuilder("kill", "-" + signal, Long.toString(pidOf(rank, on))).start().waitFor());
    }

    /** Of the process of a rank: what the kernel prefers least has the highest. */
    int niceOfRank(final int rank, final String on) {
        return ThreadPriority.niceOf(pidOf(rank, on));
    }

    /** Of the thread of an agent that carries out orders. */
    int niceOfAgent(final String name) throws IOException {
        final Path tasks = Path.of("/proc", Long.toString(agent(name).pid()), "task");
        try (Stream<Path> all = Files.list(tasks)) {
            for (final Path task : all.toList()) {
                if (Files.readString(task.resolve("comm")).startsWith("rankferry-node-")) {
                    return ThreadPriority.niceOf(Long.parseLong(task.getFileName().toString()));
                }
            }
        }
        throw new AssertionError("agent " + name + " has no such thread");
    }

    private long pidOf(final int rank, final String on) {
        return ProcessHandle.allProcesses().mapToLong(ProcessHandle::pid).filter(pid -> isRank(pid, rank, on))
            .findFirst().orElse(-1);
    }

    private boolean isRank(final long pid, final int rank, final String on) {
        try {
            final Path process = Path.of("/proc", Long.toString(pid));
            if (!"rankferry-heat".equals(Files.readString(process.resolve("comm")).strip())) {
                return false;
            }
            final String environment = Files.readString(process.resolve("environ"));
            return environment.contains("RANKFERRY_RANK=" + rank + "\0")
                && environment.contains("RANKFERRY_NODE=" + on + "\0")
                && environment.contains("RANKFERRY_RUN_DIR=" + node.runDirectory() + "\0");
        } catch (final IOException e) {
            return false; // it has ended, or is somebody else's
        }
    }

    /** State of a node, as its own agent says. */
    String state(final String agent) throws Exception {
        for (final Object one : (List<?>) status(agent).get("nodes")) {
            if (agent.equals(((Map<?, ?>) one).get("node"))) {
                return (String) ((Map<?, ?>) one).get("state");
            }
        }
        return "";
    }

    /** Lets the job end; it ends well, with the answer that it has when nobody disturbs it. */
    void awaitAnswer() throws Exception {
        Files.createFile(enough());
        job.awaitOut("job heat: the job has ended");
        job.awaitExit(0);
        final String answer = answer();
        final List<String> words = new ArrayList<>(SIZE);
        words.addAll(List.of(
            "--iterations", answer.replaceFirst("^answer: iterations (\\d+) .*", "$1"), "--alone",
            Integer.toString(ranks)));
        final ChildProcess alone = node.program("heat alone", "bin/rankferry-heat", words);
        alone.awaitExit(0);
        assertEquals(alone.out().getLast(), answer);
        assertTrue(Files.notExists(journal()), "the journal of a job that has ended");
    }

    /** Whether the job ends because it has lost a rank, or goes on: then its solver computes. */
    boolean ends() throws Exception {
        final int before = iterations();
        Await.that("the job ends, or goes on", () -> !job.isAlive() || iterations() > before + 1);
        if (job.isAlive()) {
            return false;
        }
        job.awaitFault(1, "job heat has lost a rank: ");
        return true;
    }

    private int iterations() throws IOException {
        return Files.readAllLines(node.root().resolve("heat-rank-0.out")).size();
    }

    /** Makes the cluster as it was before the job: dead agents are started again, all nodes are spares. */
    void clear() throws Exception {
        for (final String name : List.copyOf(agents.keySet())) {
            if (!agents.get(name).isAlive()) {
                agents(name);
            }
        }
        final List<String> left = new ArrayList<>();
        Await.that("no rank is left anywhere", () -> {
            final List<?> nodes = (List<?>) status("n0").get("nodes");
            left.clear();
            nodes.stream().map(one -> (Map<?, ?>) one).filter(one -> "MIGRATION_INACTIVE".equals(one.get("state")))
                .forEach(one -> left.add((String) one.get("node")));
            return nodes.size() == agents.size()
                && nodes.stream().noneMatch(one -> "MIGRATION_READY".equals(((Map<?, ?>) one).get("state")));
        });
        for (final String name : left) {
            node.rankferry("spare", "--agent", name).awaitExit(0);
        }
        Files.deleteIfExists(enough());
        Files.deleteIfExists(journal());
        try (Stream<Path> files = Files.list(node.root())) {
            for (final Path file : files.filter(path -> path.getFileName().toString().startsWith("heat-rank-"))
                .toList()) {
                Files.delete(file);
            }
        }
    }

    /** Stops all agents that run. */
    void stop() throws Exception {
        final List<ChildProcess> alive = agents.values().stream().filter(ChildProcess::isAlive).toList();
        alive.forEach(ChildProcess::terminate);
        for (final ChildProcess agent : alive) {
            agent.awaitFault(ChildProcess.TERMINATED, "stopped by a signal");
        }
    }

    private Path enough() {
        return node.root().resolve("enough");
    }

    private String answer() throws IOException {
        try (Stream<Path> files = Files.list(node.root())) {
            for (final Path file : files.filter(path -> path.toString().endsWith(".err")).toList()) {
                assertTrue(
                    Files.readAllLines(file).stream().allMatch(line -> PARTING_WORDS.matcher(line).find()),
                    () -> file + ": " + read(file));
            }
        }
        return Files.readAllLines(node.root().resolve("heat-rank-0.out")).getLast();
    }

    private static String read(final Path file) {
        try {
            return Files.readString(file);
        } catch (final IOException e) {
            return e.toString();
        }
    }
}
