package org.rankferry.engine.transport.rdma.fabric;

import java.net.InetSocketAddress;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WaysTest {
    private static final InetSocketAddress FIRST = new InetSocketAddress("10.77.0.1", 7400);
    private static final InetSocketAddress SECOND = new InetSocketAddress("10.78.0.1", 7400);

    private final Ways ways = new Ways(FIRST);

    @Test
    void aTargetWithOneAddressIsTriedThereAgain() {
        assertFalse(ways.several());
        ways.turn();
        assertEquals(FIRST, ways.current());
    }

    @Test
    void aLostLinkTurnsToTheNextRailAndComesRound() {
        ways.learn(List.of(FIRST, SECOND));
        assertTrue(ways.several());
        assertEquals(FIRST, ways.current());
        ways.turn();
        assertEquals(SECOND, ways.current());
        ways.turn();
        assertEquals(FIRST, ways.current());
    }

    @Test
    void whatIsKnownIsNotLearntTwice() {
        ways.learn(List.of(FIRST, SECOND));
        ways.learn(List.of(SECOND, FIRST));
        assertEquals(List.of(FIRST, SECOND), ways.all());
    }
}
