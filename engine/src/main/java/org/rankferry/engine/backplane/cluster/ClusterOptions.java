package org.rankferry.engine.backplane.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import org.rankferry.engine.transport.Endpoint;

/**
 * How a node takes part in the backplane.
 *
 * @param cluster    its name, 1 to 64 of {@code [A-Za-z0-9._-]}; nodes of others are not seen.
 * @param node       name of this node, the same kind of text, and unique in the cluster.
 * @param host       to listen at: an address or name of this node.
 * @param port       to listen at; 0, only without hosts, for any.
 * @param hosts      of the cluster, {@code HOST} or {@code HOST:PORT}, those not up included; empty for nodes of one
 *                   machine, which find each other in the directory.
 * @param directory  where nodes of one machine find each other, in a directory for each cluster; their user's alone.
 * @param secretFile shared by all nodes.
 * @param heartbeat  time from one to the next, 100 ms to an hour, the same on all nodes; one that hangs, or that the
 *                   network has lost, is noticed after three and a half to five.
 */
public record ClusterOptions(
    String cluster, String node, String host, int port, List<String> hosts, Path directory, Path secretFile,
    Duration heartbeat) {

    /** Port of the backplane unless told otherwise. */
    public static final int DEFAULT_PORT = 7263;
    /** The same for the manager of a job, which may share a host with the agent of a node. */
    public static final int DEFAULT_JOB_PORT = 7264;

    /** Unless told otherwise: seldom, for a node that computes has better to do. */
    public static final Duration DEFAULT_HEARTBEAT = Duration.ofSeconds(10);

    private static final Duration LEAST_HEARTBEAT = Duration.ofMillis(100);
    private static final Duration MOST_HEARTBEAT = Duration.ofHours(1);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** Checks what can be checked without a look at the machine. */
    public ClusterOptions {
        checkName("cluster", cluster);
        checkName("node", node);
        hosts = List.copyOf(hosts);
        hosts.forEach(each -> Endpoint.parseHost(each, DEFAULT_PORT));
        if (port < 0 || port > 0xFFFF) {
            throw new IllegalArgumentException("port " + port + " of the backplane is not between 0 and 65535");
        }
        if (port == 0 && !hosts.isEmpty()) {
            throw new IllegalArgumentException("nodes of a list of hosts need a port they can be found at; give one");
        }
        if (heartbeat.compareTo(LEAST_HEARTBEAT) < 0 || heartbeat.compareTo(MOST_HEARTBEAT) > 0) {
            throw new IllegalArgumentException("a heartbeat every " + heartbeat.toMillis() / 1000.0
                + " s is not one every 0.1 to 3600 s");
        }
    }

    /** The same for a member of another name. */
    public ClusterOptions named(final String other) {
        return new ClusterOptions(cluster, other, host, port, hosts, directory, secretFile, heartbeat);
    }

    private static void checkName(final String what, final String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                what + " name '" + name + "' is not 1 to 64 of [A-Za-z0-9._-]");
        }
    }
}
