package org.rankferry.engine.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import org.rankferry.engine.api.TransferException;

/**
 * A network on one machine: a namespace for each node, which has its own address and sees nothing but the others, and
 * one with the bridge between them, where the job manager is. Needs root, and {@code ip} of iproute2. Used by one
 * thread at a time.
 *
 * <pre>
 *   n0 10.79.0.1 eth0 ---- n0 +--------+ s0 ---- eth0 10.79.0.5 s0
 *   n1 10.79.0.2 eth0 ---- n1 | bridge | ...
 *                             +--------+ 10.79.0.254 job manager
 * </pre>
 */
public final class NodeNetwork implements AutoCloseable {
    private static final String PREFIX = "rankferry-";
    private static final String HUB = "hub";
    private static final String BRIDGE = "bridge0";
    private static final String NET = "10.79.0.";
    private static final String HUB_ADDRESS = NET + "254";
    private static final int MOST_NODES = 200;
    private static final long IP_SECONDS = 10;

    private final String own;
    private final Map<String, String> addresses = new TreeMap<>();

    private NodeNetwork(final String own) {
        this.own = own;
    }

    /**
     * Makes the network.
     *
     * @param name  of whom it belongs to, a word and the process like {@code demo-1234}; what processes that are not
     *              there any more have left is removed.
     * @param nodes to have a place in it.
     * @throws TransferException with what is in the way, when it can't be made; nothing of it is left then.
     */
    public static NodeNetwork open(final String name, final List<String> nodes) {
        if (nodes.size() > MOST_NODES) {
            throw new TransferException(nodes.size() + " nodes are too many for one bridge; at most " + MOST_NODES);
        }
        removeLeftovers();
        final NodeNetwork network = new NodeNetwork(PREFIX + name + "-");
        try {
            network.addHub();
            nodes.forEach(network::add);
            return network;
        } catch (final TransferException e) {
            network.close();
            throw e;
        }
    }

    /** Words before a command that is to run on a node. */
    public List<String> on(final String node) {
        return List.of("ip", "netns", "exec", own + node);
    }

    /** Words before a command that is to run beside the nodes. */
    public List<String> beside() {
        return on(HUB);
    }

    /** Of a node. */
    public String address(final String node) {
        return addresses.get(node);
    }

    /** Beside the nodes. */
    public String addressBeside() {
        return HUB_ADDRESS;
    }

    /** Of all nodes. */
    public List<String> addresses() {
        return List.copyOf(addresses.values());
    }

    /** Pulls the cable of a node. */
    public void cut(final String node) {
        ip("-n", own + HUB, "link", "set", "dev", node, "down");
    }

    /** Puts it in again. */
    public void mend(final String node) {
        ip("-n", own + HUB, "link", "set", "dev", node, "up");
    }

    @Override
    public void close() {
        removeAll(own);
    }

    private void addHub() {
        final String hub = own + HUB;
        ip("netns", "add", hub);
        ip("-n", hub, "link", "set", "lo", "up");
        ip("-n", hub, "link", "add", "name", BRIDGE, "type", "bridge");
        ip("-n", hub, "addr", "add", HUB_ADDRESS + "/24", "dev", BRIDGE);
        ip("-n", hub, "link", "set", "dev", BRIDGE, "up");
    }

    private void add(final String node) {
        final String space = own + node;
        final String address = NET + (addresses.size() + 1);
        ip("netns", "add", space);
        ip("-n", space, "link", "add", "name", "eth0", "type", "veth", "peer", "name", node, "netns", own + HUB);
        ip("-n", own + HUB, "link", "set", "dev", node, "master", BRIDGE, "up");
        ip("-n", space, "addr", "add", address + "/24", "dev", "eth0");
        ip("-n", space, "link", "set", "eth0", "up");
        ip("-n", space, "link", "set", "lo", "up");
        addresses.put(node, address);
    }

    private static void removeLeftovers() {
        for (final String space : spaces()) {
            final String pid = space.replaceFirst("^" + PREFIX + "[a-z]+-(\\d{1,18})-.*$", "$1");
            if (!pid.equals(space) && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
                ip("netns", "del", space);
            }
        }
    }

    private static void removeAll(final String prefix) {
        spaces().stream().filter(space -> space.startsWith(prefix)).forEach(space -> ip("netns", "del", space));
    }

    private static List<String> spaces() {
        return ip("netns", "list").lines().map(line -> line.replaceFirst(" .*", "")).toList();
    }

    private static String ip(final String... words) {
        final List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(words));
        try {
            final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(IP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new TransferException(String.join(" ", command) + " does not end");
            }
            if (process.exitValue() != 0) {
                throw new TransferException(
                    String.join(" ", command) + ": " + output.lines().findFirst().orElse("failed"));
            }
            return output;
        } catch (final IOException e) {
            throw new TransferException("ip of iproute2 can't be run: " + e.getMessage(), e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransferException("interrupted", e);
        }
    }
}
