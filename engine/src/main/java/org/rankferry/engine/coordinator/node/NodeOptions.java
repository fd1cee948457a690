package org.rankferry.engine.coordinator.node;

import java.nio.file.Path;
import java.util.List;

import org.rankferry.engine.backplane.cluster.ClusterOptions;
import org.rankferry.engine.transport.Endpoint;

/**
 * How the agent of a node is set up.
 *
 * @param cluster      name of the cluster.
 * @param name         of the node, unique in it.
 * @param host         address of this node, at which the backplane listens.
 * @param port         of the backplane, 0 for any where all nodes are on one machine.
 * @param hosts        of the cluster, {@code HOST} or {@code HOST:PORT}; empty where all nodes are on one machine.
 * @param secretFile   shared by all nodes.
 * @param runDirectory for lock, door and counters.
 */
public record NodeOptions(
    String cluster, String name, String host, int port, List<String> hosts, Path secretFile, Path runDirectory) {

    /** Copies the list. */
    public NodeOptions {
        hosts = List.copyOf(hosts);
    }

    /**
     * Checks what can be checked without a look at the machine.
     *
     * @throws IllegalArgumentException with what is wrong.
     */
    public void check() {
        clusterOptions();
        hosts.forEach(each -> Endpoint.parseHost(each, ClusterOptions.DEFAULT_PORT));
    }

    ClusterOptions clusterOptions() {
        return new ClusterOptions(
            cluster, name, host, port, hosts, runDirectory, secretFile);
    }
}
