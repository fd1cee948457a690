package org.rankferry.engine.transport;

import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LinkLifeTest {
    private static final Map<LinkState, Set<LinkState>> WAYS = Map.of(
        LinkState.CONNECTING, Set.of(LinkState.OPEN, LinkState.LOST, LinkState.CLOSED),
        LinkState.OPEN, Set.of(LinkState.LOST, LinkState.CLOSED),
        LinkState.LOST, Set.of(LinkState.CLOSED),
        LinkState.CLOSED, Set.of());

    private static LinkLife in(final LinkState state) {
        final LinkLife life = new LinkLife();
        if (state != LinkState.CONNECTING) {
            life.become(state);
        }
        return life;
    }

    @Test
    void everyPairOfStatesIsAWayOrAnErrorThatNamesBoth() {
        for (final LinkState from : LinkState.values()) {
            for (final LinkState to : LinkState.values()) {
                final LinkLife life = in(from);
                if (WAYS.get(from).contains(to)) {
                    life.become(to);
                    assertEquals(to, life.state());
                } else {
                    final String text =
                        assertThrows(IllegalStateException.class, () -> life.become(to)).getMessage();
                    assertTrue(text.contains(from.name()) && text.contains(to.name()), text);
                    assertEquals(from, life.state());
                }
            }
        }
    }

    @Test
    void everyEventInEveryStateLeadsWhereItShould() {
        for (final LinkState from : LinkState.values()) {
            final boolean alive = from == LinkState.CONNECTING || from == LinkState.OPEN;
            final LinkLife lost = in(from);
            assertEquals(alive, lost.lost("why"));
            assertEquals(alive ? LinkState.LOST : from, lost.state());
            final LinkLife closed = in(from);
            assertEquals(from != LinkState.CLOSED, closed.closed());
            assertEquals(LinkState.CLOSED, closed.state());
            final LinkLife opened = in(from);
            if (from == LinkState.CONNECTING) {
                opened.opened();
                assertTrue(opened.isOpen());
            } else {
                assertThrows(IllegalStateException.class, opened::opened);
            }
        }
    }

    @Test
    void theFirstCauseIsTheCause() {
        final LinkLife life = in(LinkState.OPEN);
        assertTrue(life.lost("first"));
        assertFalse(life.lost("second"));
        assertEquals("first", life.cause());
        assertEquals(1, life.laterFaults());
        life.closed();
        assertEquals("first", life.cause());
    }
}
