package org.rankferry.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import com.fasterxml.jackson.jr.ob.JSON;
import org.rankferry.engine.api.SecretFile;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.demo.Child;
import org.rankferry.engine.demo.Children;
import org.rankferry.engine.observe.CpuTime;

/**
 * The nodes of a comparison: an agent's process for each, on this machine, and the commands that an operator gives
 * them. For one thread; any thread may {@link #close}, which ends all processes and fails whatever waits.
 */
final class NodeProcesses implements AutoCloseable {
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final String AGENT_UP = "node ";

    private final Path work;
    private final List<String> rankferry;
    private final long waitNs;
    private final Children children;
    private final Map<String, Child> agents = new LinkedHashMap<>();
    private volatile boolean closed;

    /**
     * None yet.
     *
     * @param work      directory of its own, in memory: for sockets, and for images that arrive.
     * @param rankferry command line that starts this program.
     * @param waitS     seconds that anything may take.
     */
    NodeProcesses(final Path work, final List<String> rankferry, final long waitS) {
        this.work = work;
        this.rankferry = List.copyOf(rankferry);
        waitNs = TimeUnit.SECONDS.toNanos(waitS);
        SecretFile.create(secret());
        children = new Children(work, Map.of("RANKFERRY_RUN_DIR", work.resolve("run").toString()));
    }

    /** Starts the agents of nodes that have none yet, and waits until they are up. */
    void start(final List<String> nodes) {
        final List<Child> fresh = new ArrayList<>();
        for (final String node : nodes) {
            if (!agents.containsKey(node)) {
                final Child agent =
                    command("agent-" + node, "agent", "--name", node, "--secret-file", secret().toString());
                agents.put(node, agent);
                fresh.add(agent);
            }
        }
        fresh.forEach(agent -> awaitLine(agent, AGENT_UP));
    }

    /** Starts a command, and does not wait for it. */
    Child command(final String name, final String... words) {
        final List<String> command = new ArrayList<>(rankferry);
        command.addAll(List.of(words));
        return children.start(name, command);
    }

    /** Starts another program, and does not wait for it. */
    Child program(final String name, final List<String> command) {
        return children.start(name, command);
    }

    /**
     * Runs a command that has a result, to its end.
     *
     * @param words without {@code --json}.
     * @throws TransferException with its line, when it fails.
     */
    Map<String, Object> ask(final String... words) {
        final Path file = work.resolve(words[0] + ".json");
        final List<String> all = new ArrayList<>(List.of(words));
        all.addAll(1, List.of("--json", file.toString()));
        awaitEnd(command(words[0], all.toArray(String[]::new)));
        try {
            return JSON.std.mapFrom(Files.readString(file));
        } catch (final IOException e) {
            throw new TransferException("the result of " + words[0] + " can't be read: " + e.getMessage(), e);
        }
    }

    /** Waits until a process has printed a line that begins so. */
    void awaitLine(final Child child, final String beginning) {
        final long deadlineNs = System.nanoTime() + waitNs;
        while (child.output().stream().noneMatch(line -> line.startsWith(beginning))) {
            if (!child.process().isAlive() && !child.failed()) {
                throw new TransferException(child.ending() + "; a line '" + beginning + "...' was expected");
            }
            look(child, deadlineNs);
        }
    }

    /** Waits for a process to end well. */
    void awaitEnd(final Child child) {
        final long deadlineNs = System.nanoTime() + waitNs;
        while (child.process().isAlive()) {
            look(child, deadlineNs);
        }
        look(child, deadlineNs);
    }

    /** A moment, while a process and the agents run. */
    void pauseWhileRuns(final Child child) {
        look(child, System.nanoTime() + waitNs);
    }

    /** Ends a process as an operator would, and waits for it. */
    void stop(final Child child) {
        child.process().destroy();
        final long deadlineNs = System.nanoTime() + waitNs;
        while (child.process().isAlive()) {
            pause(child, deadlineNs);
        }
    }

    /** CPU seconds of all agents until now. */
    double cpuSeconds() {
        double sum = 0;
        try {
            for (final Child agent : agents.values()) {
                sum += CpuTime.of(agent.process().pid());
            }
            return sum;
        } catch (final IOException e) {
            checkAgents();
            throw new TransferException("no CPU time of an agent: " + e.getMessage(), e);
        }
    }

    Path secret() {
        return work.resolve("secret");
    }

    /** In memory, for small files of whoever works with the nodes. */
    Path work() {
        return work;
    }

    @Override
    public void close() {
        closed = true;
        children.close();
    }

    private void look(final Child child, final long deadlineNs) {
        checkOpen();
        if (child.failed()) {
            throw new TransferException(child.fault() == null ? child.ending() : child.fault());
        }
        checkAgents();
        pause(child, deadlineNs);
    }

    private void checkAgents() {
        agents.values().stream().filter(agent -> !agent.process().isAlive()).findFirst().ifPresent(agent -> {
            throw new TransferException(agent.fault() == null ? agent.ending() : agent.fault());
        });
    }

    private void pause(final Child child, final long deadlineNs) {
        if (System.nanoTime() - deadlineNs >= 0) {
            throw new TransferException(child.name() + " (pid " + child.process().pid() + ") is not done within "
                + TimeUnit.NANOSECONDS.toSeconds(waitNs) + " s; give more with --timeout");
        }
        LockSupport.parkNanos(LOOK_NS);
        checkOpen();
    }

    /** Whoever closes this ends processes, which is not what is to be told then. */
    private void checkOpen() {
        if (closed || Thread.currentThread().isInterrupted()) {
            throw new TransferException("stopped");
        }
    }
}
