package org.rankferry.engine.coordinator;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.rankferry.engine.backplane.Event;
import org.rankferry.engine.backplane.Severity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NodeTableTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private final NodeNet net = new NodeNet();

    @Test
    void whoComesLaterLearnsOfThoseBeforeFromTheOldest() {
        final NodeNet.Node first = net.join("c");
        final NodeNet.Node second = net.join("b");
        final NodeNet.Node third = net.join("a");
        net.pass(SECOND_NS / 2);
        for (final NodeNet.Node node : List.of(first, second, third)) {
            assertEquals(List.of("a", "b", "c"), node.known(), node.name);
        }
    }

    @Test
    void everyJoinTakesThreeEventsHoweverManyThereAre() {
        for (int i = 0; i < 50; i++) {
            net.join("n" + i);
            net.pass(SECOND_NS / 2);
        }
        final int before = net.sent;
        net.join("last");
        net.pass(SECOND_NS / 2);
        assertEquals(3, net.sent - before);
        net.pass(100 * SECOND_NS);
        assertEquals(3, net.sent - before, "nothing is lacking, so nobody asks");
    }

    @Test
    void whatANodeBecomesIsSeenByAll() {
        final NodeNet.Node first = net.join("a");
        final NodeNet.Node second = net.join("b");
        net.pass(SECOND_NS);
        final NodeFacts ready = NodeNet.facts("b", NodeState.READY);
        second.table.publish(ready);
        net.pass(SECOND_NS);
        assertTrue(first.table.all().contains(ready), first.table.all().toString());
        net.leave(second);
        assertEquals(List.of("a"), first.known());
    }

    @Test
    void whatOthersSayOfANodeDoesNotUndoWhatItSaidItself() {
        final NodeNet.Node first = net.join("a");
        final NodeFacts before = NodeNet.facts("b", NodeState.SPARE);
        net.join("b").table.publish(NodeNet.facts("b", NodeState.READY));
        net.pass(SECOND_NS);
        first.table.onEvent(new Event(
            NodeTable.SPACE, "NODES", Severity.INFO, "c", "", 0, "{\"nodes\":[" + before.toJson() + "]}"));
        assertEquals(
            List.of(NodeState.SPARE, NodeState.READY), first.table.all().stream().map(NodeFacts::state).toList());
    }
}
