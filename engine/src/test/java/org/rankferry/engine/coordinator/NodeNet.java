package org.rankferry.engine.coordinator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.rankferry.engine.backplane.Event;
import org.rankferry.engine.backplane.PartialBackplane;
import org.rankferry.engine.health.NodeHealth;

/**
 * Tables of nodes without sockets, on one network that can be parted: what one publishes, those on its side hear.
 */
final class NodeNet {
    private static final AtomicLong EDITIONS = new AtomicLong();

    final List<Node> nodes = new ArrayList<>();
    private final Deque<Event> wire = new ArrayDeque<>();
    private long nowNs;
    int sent;

    Node join(final String name) {
        final Node node = new Node(this, name);
        nodes.add(node);
        settleMembership();
        node.table.publish(facts(name, NodeState.SPARE));
        deliver();
        return node;
    }

    void leave(final Node node) {
        nodes.remove(node);
        settleMembership();
    }

    void settleMembership() {
        for (final Node node : nodes) {
            node.table.onNodes(
                nodes.stream().filter(other -> other.part == node.part).map(other -> other.name).toList(), nowNs);
        }
    }

    void pass(final long ns) {
        nowNs += ns;
        nodes.forEach(node -> node.table.doWork(nowNs));
        deliver();
    }

    private void deliver() {
        while (!wire.isEmpty()) {
            final Event event = wire.poll();
            final int part = nodes.stream().filter(node -> node.name.equals(event.node())).findFirst()
                .map(node -> node.part).orElse(-1);
            nodes.stream().filter(node -> node.part == part).forEach(node -> node.table.onEvent(event));
        }
    }

    static final class Node extends PartialBackplane {
        private final NodeNet net;
        final String name;
        final NodeTable table = new NodeTable(this);
        int part;

        private Node(final NodeNet net, final String name) {
            this.net = net;
            this.name = name;
        }

        @Override
        public String node() {
            return name;
        }

        @Override
        public void publish(final Event event) {
            net.sent++;
            net.wire.add(event);
        }

        List<String> known() {
            return table.all().stream().map(NodeFacts::node).toList();
        }
    }

    static NodeFacts facts(final String name, final NodeState state) {
        return new NodeFacts(name, EDITIONS.incrementAndGet(), state, "127.0.0.1", 1, "x86_64", "6.1",
            "glibc 2.36", 2, 1L << 34, "0.1", NodeHealth.UNWATCHED);
    }
}
