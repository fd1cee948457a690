package org.rankferry.engine.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.jr.ob.JSON;
import org.agrona.CloseHelper;
import org.agrona.IoUtil;
import org.rankferry.engine.agent.NativeProgram;
import org.rankferry.engine.api.SecretFile;
import org.rankferry.engine.api.TransferException;

/**
 * A job that loses a node: agents of nodes and spares, a solver on them, an order to leave a node while it computes,
 * and the answer beside that of an undisturbed run. {@link #run} is for one thread; any thread may {@link #close},
 * which ends the processes and with them the run.
 */
public final class JobDemo implements AutoCloseable {
    private static final String JOB = "heat";
    private static final String SOLVER = "rankferry-heat";
    private static final long TICK_MS = 20;
    private static final int REPORT_ITERATIONS = 25;
    private static final String MOST_ITERATIONS = "1000000000";
    /** Lines of the solver that are seen before the order, and after the migration. */
    private static final int REPORTS_BEFORE = 3;
    private static final int REPORTS_AFTER = 4;
    private static final int DEADLINE_S = 60;
    private static final int CUT_DEADLINE_S = 5;
    private static final String TARGET = "s0";

    private final JobDemoOptions options;
    private final List<String> rankferry;
    private final Consumer<String> lines;
    private final Path work = DemoLeftovers.ownSet(true);
    private final Children children;
    private final long deadlineNs;
    private final List<Child> agents = new ArrayList<>();
    private NodeNetwork network;
    private boolean cut;
    private int solverLines;
    private int migrateLines;

    /**
     * Gets ready, and removes what the last demo left.
     *
     * @param options   of the demo.
     * @param rankferry command line that starts this program, from {@link SelfCommand}.
     * @param lines     hears what happens.
     */
    public JobDemo(final JobDemoOptions options, final List<String> rankferry, final Consumer<String> lines) {
        this.options = options;
        this.rankferry = List.copyOf(rankferry);
        this.lines = lines;
        deadlineNs = System.nanoTime() + options.timeout().toNanos();
        DemoLeftovers.remove();
        try {
            Files.createDirectories(work);
        } catch (final IOException e) {
            throw new TransferException("directory " + work + " can't be made: " + e.getMessage(), e);
        }
        children = new Children(work, Map.of("RANKFERRY_RUN_DIR", work.resolve("run").toString()));
    }

    /**
     * Runs it to its end.
     *
     * @return the result of the migration; {@code answer} is {@code "identical"} or the two answers.
     * @throws TransferException when a process fails, with the line of the one that knows why.
     */
    public Map<String, Object> run() {
        SecretFile.create(secret());
        final List<String> nodes = names("n", options.nodes());
        openNetwork();
        startAgents(nodes);
        final Child job = startJob(nodes);
        awaitReports(job, REPORTS_BEFORE);
        final String off = nodes.get(1);
        lines.accept("node " + off + " is about to fail: its ranks are ordered off");
        final Child migrate = children.start("migrate", command("migrate", "--off", off, "--json",
            result().toString(), JOB));
        while (migrate.process().isAlive()) {
            tick(options.cutTargetAt().isEmpty() ? migrate : job); // with its target cut off it may well fail
            tell(migrate);
        }
        tell(migrate);
        awaitReports(job, solver().size() + REPORTS_AFTER);
        letEnd();
        while (job.process().isAlive()) {
            tick(job);
        }
        tellSolver();
        if (job.failed()) {
            throw new TransferException(job.fault() == null ? job.ending() : job.fault());
        }
        return compare();
    }

    @Override
    public void close() {
        children.close();
        CloseHelper.close(network);
        IoUtil.delete(work.toFile(), true);
    }

    private void startAgents(final List<String> nodes) {
        final List<String> all = new ArrayList<>(nodes);
        all.addAll(names("s", options.spares()));
        for (final String node : all) {
            final List<String> words = network == null ? command() : on(network.on(node));
            words.addAll(List.of("agent", "--name", node, "--secret-file", secret().toString()));
            if (network != null) {
                words.addAll(List.of("--listen", network.address(node), "--hosts", hosts()));
            }
            agents.add(children.start("agent " + node, words));
            if (network != null) {
                awaitLine(agents.getFirst(), "node "); // the others find one that is there
            }
        }
        for (final Child agent : agents) {
            awaitLine(agent, "node ");
        }
        lines.accept("agents of nodes " + String.join(", ", nodes) + " and "
            + String.join(", ", names("s", options.spares())) + " are up");
    }

    private Child startJob(final List<String> nodes) {
        final List<String> words = network == null ? command() : on(network.beside());
        words.addAll(List.of(
            "job", "--secret-file", secret().toString(), "--name", JOB, "--ranks", Integer.toString(options.ranks()),
            "--on", String.join(",", nodes), "--scope", options.scope(), "--transport", transport(),
            "--checkpointer", options.checkpointer(), "--journal", work.resolve("heat.journal").toString(),
            "--output", work.toString(),
            "--deadline", Integer.toString(options.cutTargetAt().isEmpty() ? DEADLINE_S : CUT_DEADLINE_S)));
        if (network != null) {
            words.addAll(List.of("--listen", network.addressBeside(), "--hosts", hosts()));
        }
        words.add(NativeProgram.find(SOLVER).toString());
        words.addAll(solverWords());
        words.addAll(List.of(MOST_ITERATIONS, "--until", enough().toString()));
        if (options.threaded()) {
            words.add("--threaded");
        }
        final Child job = children.start("job", words);
        awaitLine(job, "job " + JOB + ": all ranks run");
        lines.accept(options.ranks() + " ranks run on them");
        return job;
    }

    private List<String> solverWords() {
        return List.of("--report", Integer.toString(REPORT_ITERATIONS), "--iterations");
    }

    private Map<String, Object> compare() {
        lines.accept("the same once more, undisturbed and by one process, to compare");
        final List<String> words = new ArrayList<>(List.of(NativeProgram.find(SOLVER).toString()));
        words.addAll(solverWords());
        words.addAll(List.of(Long.toString(iteration()), "--alone", Integer.toString(options.ranks())));
        final Child alone = children.start("alone", words);
        while (alone.process().isAlive()) {
            tick(alone);
        }
        try {
            final Map<String, Object> result = JSON.std.mapFrom(Files.readString(result()));
            result.keySet().removeAll(List.of("tool", "version", "command")); // those of the command that was run
            final String expected = alone.output().getLast();
            final String got = Files.readAllLines(solverOutput()).getLast();
            result.put("answer", got.equals(expected) ? "identical" : got + " instead of " + expected);
            return result;
        } catch (final IOException e) {
            throw new TransferException("the result can't be read: " + e.getMessage(), e);
        }
    }

    // --- watching

    private void tell(final Child migrate) {
        final List<String> all = migrate.output();
        for (; migrateLines < all.size(); migrateLines++) {
            final String line = all.get(migrateLines);
            lines.accept(line);
            // A line comes when its phase is over.
            final String next = line.startsWith("PREPARE") ? "stall" : line.startsWith("STALL") ? "migrate" : "none";
            if (next.equals(options.killTargetAt())) {
                killTarget();
            }
            if (next.equals(options.cutTargetAt()) && !cut) {
                cut = true;
                network.cut(TARGET);
                lines.accept("cut: the cable of " + TARGET + ", which the ranks were to move to");
            }
        }
    }

    /** Once: what comes after it has another target. */
    private void killTarget() {
        final Child target = agents.get(options.nodes());
        if (target.process().isAlive()) {
            target.process().destroyForcibly();
            lines.accept("killed: the agent of " + TARGET + ", which the ranks were to move to");
        }
    }

    private void tellSolver() {
        final List<String> all = solver();
        for (; solverLines < all.size(); solverLines++) {
            lines.accept(all.get(solverLines));
        }
    }

    private void awaitReports(final Child job, final int lines) {
        while (solver().size() < lines) {
            tick(job);
        }
    }

    /** The solver ends soon after the file is there. */
    private void letEnd() {
        try {
            Files.createFile(enough());
        } catch (final IOException e) {
            throw new TransferException("file " + enough() + " can't be made: " + e.getMessage(), e);
        }
    }

    private long iteration() {
        final List<String> all = solver();
        return all.isEmpty() ? 0 : Long.parseLong(all.getLast().replaceFirst("^\\D*(\\d+).*", "$1"));
    }

    private List<String> solver() {
        try {
            return Files.exists(solverOutput()) ? Files.readAllLines(solverOutput()) : List.of();
        } catch (final IOException e) {
            throw new TransferException("what the solver printed can't be read: " + e.getMessage(), e);
        }
    }

    private void awaitLine(final Child child, final String beginning) {
        while (child.output().stream().noneMatch(line -> line.startsWith(beginning))) {
            tick(child);
        }
    }

    /** Waits a moment for a process that must not fail. */
    private void tick(final Child decisive) {
        tellSolver();
        if (System.nanoTime() - deadlineNs >= 0) {
            throw new TransferException("the demo has not ended within " + options.timeout().toSeconds() + " s");
        }
        if (decisive.failed()) {
            tell(decisive);
            throw new TransferException(decisive.fault() == null ? decisive.ending() : decisive.fault());
        }
        try {
            Thread.sleep(TICK_MS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransferException("interrupted", e);
        }
    }

    // --- small change

    /** A network with a namespace for each node, where that is wanted and can be. */
    private void openNetwork() {
        if (options.namespaces().equals(JobDemoOptions.NO)) {
            return;
        }
        final List<String> all = names("n", options.nodes());
        all.addAll(names("s", options.spares()));
        try {
            network = NodeNetwork.open(DemoLeftovers.ownName(), all);
            lines.accept("each node has a network namespace of its own, from " + network.address(all.getFirst())
                + " to " + network.address(all.getLast()));
        } catch (final TransferException e) {
            if (!options.namespaces().equals(JobDemoOptions.AUTO) || !options.cutTargetAt().isEmpty()) {
                throw e;
            }
            lines.accept("all nodes share this host's network, as there can be no namespaces: " + e.getMessage());
        }
    }

    private String transport() {
        return network == null && options.transport().equals(JobDemoOptions.AUTO) ? "shm" : options.transport();
    }

    private String hosts() {
        return String.join(",", network.addresses());
    }

    private List<String> on(final List<String> place) {
        final List<String> words = new ArrayList<>(place);
        words.addAll(rankferry);
        return words;
    }

    private List<String> command(final String... words) {
        final List<String> command = new ArrayList<>(rankferry);
        command.addAll(List.of(words));
        return command;
    }

    private static List<String> names(final String prefix, final int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).collect(Collectors.toCollection(ArrayList::new));
    }

    private Path secret() {
        return work.resolve("secret");
    }

    private Path result() {
        return work.resolve("migration.json");
    }

    private Path enough() {
        return work.resolve("enough");
    }

    private Path solverOutput() {
        return work.resolve(JOB + "-rank-0.out");
    }
}
