package org.rankferry.engine.transport;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ReadinessTest {
    @Test
    void whoWaitsForEverIsWokenUp() throws Exception {
        try (Readiness readiness = new Readiness()) {
            final Thread waiting = Thread.ofPlatform().start(() -> readiness.await(Long.MAX_VALUE));
            waiting.join(100);
            assertTrue(waiting.isAlive(), "it waits");
            readiness.wakeup();
            waiting.join(10_000);
            assertFalse(waiting.isAlive(), "it was woken up");
        }
    }

    @Test
    void noTimeIsNoWait() {
        try (Readiness readiness = new Readiness()) {
            assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
                readiness.await(0);
                readiness.await(-1);
                readiness.await(1);
            });
        }
    }
}
