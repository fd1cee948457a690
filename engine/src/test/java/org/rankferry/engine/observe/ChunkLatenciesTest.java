package org.rankferry.engine.observe;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ChunkLatenciesTest {
    @Test
    void percentilesInMicroseconds() {
        final ChunkLatencies latencies = new ChunkLatencies();
        for (int us = 1; us <= 10_000; us++) {
            latencies.record(us * 1000L);
        }
        assertEquals(10_000, latencies.count());
        assertEquals(5_000, latencies.p50Us(), 5_000 * 0.001);
        assertEquals(9_900, latencies.p99Us(), 9_900 * 0.001);
        assertEquals(9_990, latencies.p999Us(), 9_990 * 0.001);
        assertEquals(10_000, latencies.maxUs(), 10_000 * 0.001);
    }

    @Test
    void outsideCountsAsTheBound() {
        final ChunkLatencies latencies = new ChunkLatencies();
        latencies.record(-5);
        latencies.record(0);
        assertEquals(1.0, latencies.maxUs(), 1.0);
        latencies.record(Long.MAX_VALUE);
        assertEquals(3.6e9, latencies.maxUs(), 3.6e6);
        assertEquals(3, latencies.count());
    }

    @Test
    void emptyIsZeroAndSumsAdd() {
        final ChunkLatencies sum = new ChunkLatencies();
        assertEquals(0, sum.p50Us());
        assertEquals(0, sum.maxUs());
        final ChunkLatencies other = new ChunkLatencies();
        other.record(2_000_000);
        sum.add(other);
        sum.add(other);
        assertEquals(2, sum.count());
        sum.reset();
        assertEquals(0, sum.count());
    }
}
