package org.rankferry.engine.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

import org.rankferry.bufferpool.directory.OwnedDirectory;
import org.rankferry.engine.coordinator.NodeFacts;
import org.rankferry.engine.coordinator.OperatorCall;
import org.rankferry.engine.observe.AgentKind;
import org.rankferry.engine.observe.HostAgents;
import org.rankferry.engine.observe.ResultJson;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rankferry status}: who is in the cluster. */
@Command(
    name = "status",
    description = "Shows the nodes of a cluster with their states, as an agent on this host sees them.",
    footer = {"", "Examples:", "  rankferry status", "  rankferry status --json -"})
final class StatusCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final double GIB = 1L << 30;
    private static final String ROW = "%-16s  %-18s  %-16s  %5s  %8s  %-8s  %-16s  %s%n";

    @Mixin
    private JsonFlag json;

    @Option(
        names = "--agent", paramLabel = "NODE",
        description = "Ask the agent of this name (default: the one that runs here).")
    private String name;

    @Override
    public Integer call() {
        final Map<String, Object> answer =
            OperatorCall.ask(door(), Map.of(OperatorCall.ASK, OperatorCall.STATUS), PATIENCE);
        final List<NodeFacts> nodes = new ArrayList<>();
        for (final Object node : (List<?>) answer.get("nodes")) {
            nodes.add(NodeFacts.of((Map<?, ?>) node));
        }
        print(nodes, String.valueOf(answer.get("cluster")));
        json.write(ResultJson.ofChecks("status", answer));
        return CommandLine.ExitCode.OK;
    }

    private void print(final List<NodeFacts> nodes, final String cluster) {
        final PrintWriter out = json.text();
        out.println("cluster " + cluster + ", " + nodes.size() + (nodes.size() == 1 ? " node" : " nodes"));
        out.printf(ROW, "node", "state", "host", "cores", "memory", "isa", "C library", "kernel");
        for (final NodeFacts node : nodes) {
            out.printf(
                ROW, node.node(), node.state().word(), node.host(), node.cores(),
                String.format(Locale.ROOT, "%.0f GiB", node.memory() / GIB), node.isa(), node.libc(), node.kernel());
        }
        out.flush();
    }

    /** Of the agent that was named, or of the only one here. */
    private Path door() {
        final Path run = OwnedDirectory.defaultRunDirectoryPath();
        final List<HostAgents.Found> agents;
        try {
            agents = HostAgents.read(run).stream()
                .filter(found -> found.snapshot() != null && found.snapshot().kind() == AgentKind.NODE
                    && found.snapshot().alive() && (name == null || found.snapshot().name().equals(name)))
                .toList();
        } catch (final IOException e) {
            throw new CommandFailure("run directory " + run + " can't be read: " + e.getMessage(), e);
        }
        if (agents.isEmpty()) {
            throw new CommandFailure((name == null ? "no agent of a node" : "no agent of node " + name)
                + " runs here; start one with `rankferry agent`", null);
        }
        return agents.getFirst().directory().resolve("door");
    }
}
