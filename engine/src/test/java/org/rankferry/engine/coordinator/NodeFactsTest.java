package org.rankferry.engine.coordinator;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.rankferry.engine.health.Health;
import org.rankferry.engine.health.NodeHealth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NodeFactsTest {
    private static final NodeFacts FACTS = NodeNet.facts("n0", NodeState.READY);

    @Test
    void healthTravelsWithThem() {
        final NodeFacts sick = FACTS.with(new NodeHealth(Health.FAILING, "fan \"3\""));
        assertEquals(sick, NodeFacts.ofJson(sick.toJson()));
        assertTrue(sick.edition() > FACTS.edition());
        assertEquals(sick.health(), sick.with(NodeState.INACTIVE).health());
        assertEquals(200, new NodeHealth(Health.WARNING, "x".repeat(999)).reason().length());
    }

    @Test
    void aNodeOfAnEarlierReleaseDoesNotTellItsHealth() {
        final Map<String, Object> fields = FACTS.with(new NodeHealth(Health.OK, "")).toMap();
        fields.remove("health");
        fields.remove("health_reason");
        assertEquals(NodeHealth.UNWATCHED, NodeFacts.of(fields).health());
        fields.put("health", "splendid");
        assertThrows(IllegalArgumentException.class, () -> NodeFacts.of(fields));
    }
}
