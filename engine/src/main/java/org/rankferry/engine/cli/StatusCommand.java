package org.rankferry.engine.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

import org.rankferry.engine.coordinator.NodeFacts;
import org.rankferry.engine.coordinator.OperatorCall;
import org.rankferry.engine.observe.ResultJson;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code rankferry status}: who is in the cluster, and what runs on it. */
@Command(
    name = "status",
    description = "Shows the nodes and jobs of a cluster with their states, as an agent on this host sees them.",
    footer = {"", "Examples:", "  rankferry status", "  rankferry status --json -"})
final class StatusCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final double GIB = 1L << 30;
    private static final String ROW = "%-16s  %-18s  %-8s  %-16s  %5s  %8s  %-8s  %-16s  %s%n";

    @Mixin
    private JsonFlag json;

    @Mixin
    private AgentDoor agent;

    @Override
    public Integer call() {
        final Map<String, Object> answer =
            OperatorCall.ask(agent.path(), Map.of(OperatorCall.ASK, OperatorCall.STATUS), PATIENCE);
        final List<NodeFacts> nodes = new ArrayList<>();
        for (final Object node : (List<?>) answer.get("nodes")) {
            nodes.add(NodeFacts.of((Map<?, ?>) node));
        }
        print(nodes, String.valueOf(answer.get("cluster")));
        for (final Object job : (List<?>) answer.get("jobs")) {
            print((Map<?, ?>) job);
        }
        json.write(ResultJson.ofChecks("status", answer));
        return CommandLine.ExitCode.OK;
    }

    private void print(final Map<?, ?> job) {
        final PrintWriter out = json.text();
        out.println();
        out.println("job " + job.get("job") + ": " + job.get("state") + " " + job.get("phase"));
        ((Map<?, ?>) job.get("ranks")).forEach((node, ranks) -> out.println("  " + node + ": ranks " + ranks));
        final Map<?, ?> last = (Map<?, ?>) job.get("last_migration");
        if (!last.isEmpty()) {
            out.println("  last migration: " + MigrationText.outcome(last));
            out.println("  asked for by " + last.get("trigger"));
            out.println("  " + MigrationText.phases((Map<?, ?>) last.get("phases_s")));
        }
        out.flush();
    }

    private void print(final List<NodeFacts> nodes, final String cluster) {
        final PrintWriter out = json.text();
        out.println("cluster " + cluster + ", " + nodes.size() + (nodes.size() == 1 ? " node" : " nodes"));
        out.printf(ROW, "node", "state", "health", "host", "cores", "memory", "isa", "C library", "kernel");
        for (final NodeFacts node : nodes) {
            out.printf(
                ROW, node.node(), node.state().word(), node.health().health().word(), node.host(), node.cores(),
                String.format(Locale.ROOT, "%.0f GiB", node.memory() / GIB), node.isa(), node.libc(), node.kernel());
        }
        nodes.stream().filter(node -> node.health().health().isRaised())
            .forEach(node -> out.println(node.node() + " is " + node.health()));
        out.flush();
    }
}
