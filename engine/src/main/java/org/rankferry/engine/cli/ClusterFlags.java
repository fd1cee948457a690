package org.rankferry.engine.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.rankferry.bufferpool.directory.OwnedDirectory;
import org.rankferry.engine.backplane.cluster.ClusterOptions;
import org.rankferry.engine.transport.Endpoint;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a command takes part in the backplane. */
final class ClusterFlags {
    private static final String LOOPBACK = "127.0.0.1";
    private static final double MS = 1000;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
        names = "--secret-file", required = true, paramLabel = "FILE",
        description = "Secret that all nodes share; only its owner may read it.")
    private Path secretFile;

    @Option(
        names = "--cluster", paramLabel = "NAME", defaultValue = "default",
        description = "Which cluster it belongs to (default: ${DEFAULT-VALUE}).")
    private String cluster;

    @Option(
        names = "--listen", paramLabel = "HOST[:PORT]",
        description = "Address of this node where the others reach it (default: " + LOOPBACK
            + "; port with --hosts: " + ClusterOptions.DEFAULT_PORT + ", a job's " + ClusterOptions.DEFAULT_JOB_PORT
            + "; else any).")
    private String listen;

    @Option(
        names = "--hosts", paramLabel = "HOST[:PORT][,...]", split = ",",
        description = "All nodes of the cluster, this one included.")
    private List<String> hosts = List.of();

    @Option(
        names = "--heartbeat", paramLabel = "SECONDS", defaultValue = "10",
        description = "From one to the next, the same on all nodes; a node that hangs, or that the network has lost, is"
            + " noticed after 3.5 to 5 of them (default: ${DEFAULT-VALUE}).")
    private double heartbeatSeconds;

    String cluster() {
        return cluster;
    }

    /** Checked. */
    ClusterOptions options(final String name, final int defaultPort) {
        try {
            if (listen == null && !hosts.isEmpty()) {
                throw new IllegalArgumentException(
                    "--hosts needs --listen: the address of this node, where the others reach it");
            }
            final Endpoint.Inet at =
                Endpoint.parseHost(listen == null ? LOOPBACK : listen, hosts.isEmpty() ? 0 : defaultPort);
            return new ClusterOptions(
                cluster, name, at.host(), at.port(), hosts, OwnedDirectory.defaultRunDirectoryPath(), secretFile,
                Duration.ofMillis(Math.round(heartbeatSeconds * MS)));
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
