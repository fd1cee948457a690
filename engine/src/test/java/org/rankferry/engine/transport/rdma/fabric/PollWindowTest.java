package org.rankferry.engine.transport.rdma.fabric;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class PollWindowTest {
    private final PollWindow window = new PollWindow();

    @Test
    void doesNotPollBeforeASleepWasShort() {
        assertEquals(0, window.ns());
        window.slept(1_000_000);
        assertEquals(0, window.ns());
    }

    @Test
    void growsWithShortSleepsUpToItsBound() {
        window.slept(50_000);
        assertEquals(10_000, window.ns());
        window.slept(50_000);
        assertEquals(20_000, window.ns());
        for (int i = 0; i < 10; i++) {
            window.slept(50_000);
        }
        assertEquals(PollWindow.MOST_NS, window.ns());
    }

    @Test
    void shrinksWhenSleepsAreLong() {
        window.slept(1);
        window.slept(1);
        window.slept(10_000_000);
        assertEquals(10_000, window.ns());
        for (int i = 0; i < 20; i++) {
            window.slept(10_000_000);
        }
        assertEquals(0, window.ns());
    }
}
