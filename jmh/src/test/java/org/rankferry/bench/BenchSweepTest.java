package org.rankferry.bench;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.rankferry.bench.scene.BenchCase;
import org.rankferry.engine.api.TargetOptions.Placing;

import static org.junit.jupiter.api.Assertions.assertEquals;

class BenchSweepTest {
    @Test
    void everyCombinationOnceAndTheLastListFastest() {
        final List<BenchCase> cases = sweep(List.of("shm", "tcp"), List.of(1, 2), List.of(4, 16), List.of(1));

        assertEquals(
            List.of("shm 1 4", "shm 1 16", "shm 2 4", "shm 2 16", "tcp 1 4", "tcp 1 16", "tcp 2 4", "tcp 2 16"),
            cases.stream().map(each -> each.transport() + " " + each.ranks() + " " + each.depth()).toList());
    }

    @Test
    void onlyRdmaHasQueuePairs() {
        final List<BenchCase> cases = sweep(List.of("tcp", "rdma"), List.of(1), List.of(4), List.of(2, 4));

        assertEquals(
            List.of("tcp 1", "rdma 2", "rdma 4"),
            cases.stream().map(each -> each.transport() + " " + each.queuePairs()).toList());
    }

    @Test
    void allListsTakePart() {
        final List<BenchCase> cases = new BenchSweep(
            List.of("shm"), List.of(1), List.of(10L, 20L), List.of(4096, 8192), List.of(1L << 20, 2L << 20, 3L << 20),
            List.of(1), List.of(1), "memory", Placing.STAGED, false).cases();

        assertEquals(12, cases.size());
        assertEquals(new BenchCase("shm", 1, 10, 4096, 1 << 20, 1, 1, "memory", Placing.STAGED, false),
            cases.getFirst());
        assertEquals(new BenchCase("shm", 1, 20, 8192, 3 << 20, 1, 1, "memory", Placing.STAGED, false),
            cases.getLast());
    }

    private static List<BenchCase> sweep(
        final List<String> transports, final List<Integer> ranks, final List<Integer> depths,
        final List<Integer> pairs) {

        return new BenchSweep(
            transports, ranks, List.of(1000L), List.of(4096), List.of(1L << 20), depths, pairs, "memory",
            Placing.DIRECT, true).cases();
    }
}
