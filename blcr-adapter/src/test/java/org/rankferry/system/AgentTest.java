package org.rankferry.system;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.jr.ob.JSON;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rankferry.engine.api.SecretFile;
import org.rankferry.engine.demo.NodeNetwork;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Agents of nodes as processes of their own, and what operators see of them. */
@Tag("slow")
@Tag(Wire.NONE)
class AgentTest {
    @RegisterExtension
    private final Node node = new Node();

    @Test
    void everyAgentKnowsAllThatAreThere() throws Exception {
        final List<ChildProcess> agents = new ArrayList<>();
        for (final String name : List.of("n0", "n1", "n2")) {
            agents.add(agent(name));
        }
        for (final String name : List.of("n0", "n1", "n2")) {
            awaitStatus(name, "n0", "n1", "n2");
        }
        final ChildProcess status = node.rankferry("status");
        status.awaitExit(0);
        assertEquals("cluster default, 3 nodes", status.out().getFirst());
        assertTrue(status.out().get(2).matches("n0 +MIGRATION_SPARE +[a-z]+ +127\\.0\\.0\\.1 +[0-9]+ +[0-9]+ GiB +.*"),
            status::toString);
        // The one that has begun the cluster dies; the others go on, and it may come back under its name.
        agents.removeFirst().kill();
        awaitStatus("n2", "n1", "n2");
        agents.add(agent("n0"));
        awaitStatus("n1", "n0", "n1", "n2");
        for (final ChildProcess agent : agents) {
            Node.stop(agent);
        }
        node.rankferry("status").awaitFault(1, "no agent of a node runs here; start one with `rankferry agent`");
    }

    @Test
    void agentsThatStartTogetherMakeOneCluster() throws Exception {
        final List<ChildProcess> agents = new ArrayList<>();
        for (final String name : List.of("n0", "n1", "n2", "n3")) {
            agents.add(start(name));
        }
        for (final ChildProcess agent : agents) {
            agent.awaitOut("node n");
        }
        // Whoever saw nobody else has begun a cluster.
        assertTrue(agents.stream().filter(agent -> !agent.out().getFirst().contains(", ")).count() <= 1,
            agents::toString);
        awaitStatus("n0", "n0", "n1", "n2", "n3");
        for (final ChildProcess agent : agents) {
            Node.stop(agent);
        }
    }

    @Test
    void aNameThatIsTakenIsRefused() throws Exception {
        final ChildProcess first = agent("n0");
        start("n0").awaitFault(1, "an agent of node n0 already runs on this host", "give this node another name");
        Node.stop(first);
    }

    @Test
    void nodesOfAListWithoutTheSecretAreStrangers() throws Exception {
        final int[] ports = {freePort(), freePort()};
        final String hosts = "127.0.0.1:" + ports[0] + ",127.0.0.1:" + ports[1];
        final ChildProcess first = agent("n0", "--hosts", hosts, "--listen", "127.0.0.1:" + ports[0]);
        final Path other = node.root().resolve("other-secret");
        SecretFile.create(other);
        final ChildProcess second = agent(
            "n1", "--hosts", hosts, "--listen", "127.0.0.1:" + ports[1], "--secret-file", other.toString());
        awaitStatus("n0", "n0");
        awaitStatus("n1", "n1");
        Node.stop(second);
        final ChildProcess third = agent("n1", "--hosts", hosts, "--listen", "127.0.0.1:" + ports[1]);
        awaitStatus("n0", "n0", "n1");
        Node.stop(third);
        Node.stop(first);
    }

    /** Heartbeats would tell so much later that the test would have given up. */
    @Test
    void aNodeThatDiesIsNoticedAtOnceOverANetwork() throws Exception {
        final List<String> names = List.of("n0", "n1", "n2");
        try (NodeNetwork network = Needs.network(names)) {
            final Map<String, ChildProcess> agents = new TreeMap<>();
            for (final String name : names) {
                agents.put(name, agent(network, name));
            }
            awaitStatus("n2", "n0", "n1", "n2");
            for (final String name : names) {
                final String other = name.equals("n2") ? "n1" : "n2";
                final ChildProcess dead = agents.remove(name);
                dead.kill();
                awaitStatus(other, agents.keySet().toArray(String[]::new));
                agents.put(name, agent(network, name));
                awaitStatus(other, "n0", "n1", "n2");
            }
            for (final ChildProcess agent : agents.values()) {
                Node.stop(agent);
            }
        }
    }

    private ChildProcess agent(final NodeNetwork network, final String name) throws Exception {
        final ChildProcess agent = node.rankferryBy(network.on(name), List.of(
            "agent", "--name", name, "--secret-file", node.secret().toString(), "--listen", network.address(name),
            "--hosts", String.join(",", network.addresses()), "--heartbeat", "60"));
        agent.awaitOut("node " + name + " is up in cluster default");
        return agent;
    }

    @Test
    void wrongUsageAndAPortThatIsTaken() throws Exception {
        start("n 0").awaitFault(2, "node name 'n 0' is not 1 to 64 of [A-Za-z0-9._-]");
        start("n0", "--hosts", "10.0.0.4,10.0.0.5").awaitFault(2, "--hosts needs --listen");
        start("n0", "--listen", "127.0.0.1:x").awaitFault(2, "the port is not a number");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            start("n0", "--listen", "127.0.0.1:" + taken.getLocalPort())
                .awaitFault(1, "node n0 can't join the backplane at 127.0.0.1:" + taken.getLocalPort());
        }
        node.rankferry("status", "--agent", "n7").awaitFault(1, "no agent of node n7 runs here");
    }

    private ChildProcess start(final String name, final String... options) throws Exception {
        final List<String> words = new ArrayList<>(List.of("agent", "--name", name));
        words.addAll(List.of(options));
        if (!words.contains("--secret-file")) {
            words.addAll(List.of("--secret-file", node.secret().toString()));
        }
        return node.rankferry(words);
    }

    private ChildProcess agent(final String name, final String... options) throws Exception {
        final ChildProcess agent = start(name, options);
        agent.awaitOut("node " + name + " is up in cluster default");
        return agent;
    }

    private void awaitStatus(final String name, final String... nodes) throws Exception {
        Await.that(name + " knows " + List.of(nodes), () -> {
            final ChildProcess status = node.rankferry("status", "--agent", name, "--json", "-");
            status.awaitExit(0);
            final Map<String, Object> answer = JSON.std.mapFrom(String.join("", status.out()));
            assertEquals("status", answer.get("command"));
            final Stream<?> found = ((List<?>) answer.get("nodes")).stream();
            return found.map(one -> ((Map<?, ?>) one).get("node")).toList().equals(List.of(nodes));
        });
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
