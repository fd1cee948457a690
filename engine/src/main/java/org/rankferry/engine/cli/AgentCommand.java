package org.rankferry.engine.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

import org.rankferry.bufferpool.directory.OwnedDirectory;
import org.rankferry.engine.backplane.cluster.ClusterOptions;
import org.rankferry.engine.coordinator.node.RunningNode;
import org.rankferry.engine.transport.Endpoint;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rankferry agent}: the daemon of a node. */
@Command(
    name = "agent",
    description = "Runs the agent of a node until it is stopped: a member of the cluster's backplane.",
    footer = {
        "", "With --hosts the nodes of the list are a cluster; those that are not up yet may come later, in any order."
            + " Without it, the cluster is made of the agents of this user on this machine.",
        "", "Examples:", "  rankferry agent --secret-file secret --name n0",
        "  rankferry agent --secret-file secret --listen 10.0.0.4 --hosts 10.0.0.4,10.0.0.5,10.0.0.6"})
final class AgentCommand implements Callable<Integer> {
    private static final String LOOPBACK = "127.0.0.1";

    @Spec
    private CommandSpec spec;

    @Option(
        names = "--secret-file", required = true, paramLabel = "FILE",
        description = "Secret that all nodes share; only its owner may read it.")
    private Path secretFile;

    @Option(names = "--name", paramLabel = "NODE", description = "Name of the node (default: its host name).")
    private String name;

    @Option(
        names = "--cluster", paramLabel = "NAME", defaultValue = "default",
        description = "Which cluster it belongs to (default: ${DEFAULT-VALUE}).")
    private String cluster;

    @Option(
        names = "--listen", paramLabel = "HOST[:PORT]",
        description = "Address of this node where the others reach it (default: " + LOOPBACK + "; port "
            + ClusterOptions.DEFAULT_PORT + " with --hosts, else any).")
    private String listen;

    @Option(
        names = "--hosts", paramLabel = "HOST[:PORT][,...]", split = ",",
        description = "All nodes of the cluster, this one included.")
    private List<String> hosts = List.of();

    @Override
    public Integer call() {
        final ClusterOptions options = options();
        try (ClosingStack closing = new ClosingStack()) {
            final RunningNode node = closing.open(() -> new RunningNode(options));
            spec.commandLine().getOut().println(
                "node " + options.node() + " is up in cluster " + cluster + " with "
                    + String.join(", ", node.backplane().nodes()));
            spec.commandLine().getOut().flush();
            awaitSignal();
        }
        return CommandLine.ExitCode.OK;
    }

    private static void awaitSignal() {
        try {
            new CountDownLatch(1).await();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ClusterOptions options() {
        try {
            if (listen == null && !hosts.isEmpty()) {
                throw new IllegalArgumentException(
                    "--hosts needs --listen: the address of this node, where the others reach it");
            }
            final Endpoint.Inet at = Endpoint.parseHost(
                listen == null ? LOOPBACK : listen, hosts.isEmpty() ? 0 : ClusterOptions.DEFAULT_PORT);
            return new ClusterOptions(
                cluster, name == null ? hostName() : name, at.host(), at.port(), hosts,
                OwnedDirectory.defaultRunDirectoryPath(), secretFile);
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (final UnknownHostException e) {
            throw new IllegalArgumentException("this host does not know its name; give one with --name", e);
        }
    }
}
