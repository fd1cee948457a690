package org.rankferry.engine.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

import org.rankferry.engine.backplane.cluster.ClusterOptions;
import org.rankferry.engine.coordinator.node.RunningNode;
import org.rankferry.engine.health.HealthOptions;
import org.rankferry.engine.nativeio.ProcessSignal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
        "", "SIGUSR1 moves the ranks of this node away. So does its health, when it is failing.",
        "", "Examples:", "  rankferry agent --secret-file secret --name n0",
        "  rankferry agent --secret-file secret --listen 10.0.0.4 --hosts 10.0.0.4,10.0.0.5,10.0.0.6"})
final class AgentCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ClusterFlags clusterFlags;

    @Mixin
    private HealthFlags healthFlags;

    @Option(names = "--name", paramLabel = "NODE", description = "Name of the node (default: its host name).")
    private String name;

    @Option(
        names = "--orphan-deadline", paramLabel = "SECONDS", defaultValue = "60",
        description = "Ranks whose job manager is gone are ended after this (default: ${DEFAULT-VALUE}).")
    private double orphanSeconds;

    @Override
    public Integer call() {
        final ClusterOptions options =
            clusterFlags.options(name == null ? hostName() : name, ClusterOptions.DEFAULT_PORT);
        final HealthOptions health = healthFlags.options();
        try (ClosingStack closing = new ClosingStack()) {
            final RunningNode node = closing.open(() -> new RunningNode(
                options, Duration.ofMillis(Math.round(orphanSeconds * 1000)), health, this::say));
            ProcessSignal.handle(ProcessSignal.USR1, node::evacuate);
            say("node " + options.node() + " is up in cluster " + clusterFlags.cluster() + " with "
                + String.join(", ", node.backplane().nodes()));
            awaitSignal();
        }
        return CommandLine.ExitCode.OK;
    }

    private void say(final String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }

    private static void awaitSignal() {
        try {
            new CountDownLatch(1).await();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (final UnknownHostException e) {
            throw new ParameterException(
                spec.commandLine(), "this host does not know its name; give one with --name", e);
        }
    }
}
