package org.rankferry.bufferpool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rankferry.bufferpool.ChunkState.FREE;
import static org.rankferry.bufferpool.ChunkState.LEASED;
import static org.rankferry.bufferpool.ChunkState.READING;
import static org.rankferry.bufferpool.ChunkState.READY;

/** All states a small pool can reach, breadth first, each rebuilt from the steps that led there. */
class ChunkPoolExhaustiveTest {
    // Shared by thousands of pools, so what they show is of no use here.
    private static final PoolCounters COUNTERS = PoolCounters.unshared();

    /** Steps that lead to a state: linked towards the start, so that a failure can tell them. */
    private record Path(Path before, Step step) {
        List<Step> steps() {
            final List<Step> steps = before == null ? new ArrayList<>() : before.steps();
            if (step != null) {
                steps.add(step);
            }
            return steps;
        }
    }

    private record Step(String name, Consumer<ChunkPool> call) {
        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest
    @CsvSource({"2,2", "3,2", "3,3", "4,2"})
    void shouldServeEveryWaitingRankFromEveryStateByTheWorkOfTheTargetAlone(final int chunks, final int ranks) {
        final Map<String, Path> reached = new HashMap<>();
        final Queue<Path> open = new ArrayDeque<>();
        final Path start = new Path(null, null);
        reached.put(replay(chunks, ranks, start).toString(), start);
        open.add(start);
        int waiting = 0;
        while (!open.isEmpty()) {
            final Path path = open.remove();
            final ChunkPool pool = replay(chunks, ranks, path);
            checkInvariants(pool, ranks, path);
            if (pool.waitingRank() != ChunkPool.NONE) {
                waiting++;
                checkServed(pool, path);
            }
            for (final Step step : steps(replay(chunks, ranks, path), ranks)) {
                final ChunkPool next = replay(chunks, ranks, path);
                step.call().accept(next);
                final Path longer = new Path(path, step);
                if (reached.putIfAbsent(next.toString(), longer) == null) {
                    open.add(longer);
                }
            }
        }
        assertTrue(waiting > 0 && reached.size() > 100, "only " + reached.size() + " states, " + waiting + " waiting");
    }

    private static ChunkPool replay(final int chunks, final int ranks, final Path path) {
        final ChunkPool pool = new ChunkPool(new PoolGeometry(4096, chunks), ranks, COUNTERS);
        path.steps().forEach(step -> step.call().accept(pool));
        return pool;
    }

    private static List<Step> steps(final ChunkPool pool, final int ranks) {
        final List<Step> steps = new ArrayList<>();
        steps.add(new Step("serve", p -> p.serve((rank, chunk) -> { }, 0)));
        steps.add(new Step("voidAll", ChunkPool::voidAll));
        for (int i = 0; i < ranks; i++) {
            final int rank = i;
            steps.add(new Step("want " + rank, p -> p.want(rank, 2, 0)));
            steps.add(new Step("stop " + rank, p -> p.stop(rank)));
            steps.add(new Step("reclaim " + rank, p -> p.reclaim(rank)));
        }
        for (int i = 0; i < pool.geometry().chunks(); i++) {
            final int chunk = i;
            final int rank = pool.owner(chunk);
            switch (pool.state(chunk)) {
                case LEASED -> {
                    if (pool.holds(chunk, rank)) {
                        steps.add(new Step("ready " + chunk, p -> p.ready(chunk, rank, 0)));
                        steps.add(new Step("giveBack " + chunk, p -> p.giveBack(chunk, rank, 0)));
                    }
                }
                case READY -> {
                    steps.add(new Step("reading " + chunk, p -> p.reading(chunk)));
                    steps.add(new Step("done " + chunk, p -> p.done(chunk)));
                }
                case READING -> {
                    steps.add(new Step("unread " + chunk, p -> p.unread(chunk)));
                    steps.add(new Step("done " + chunk, p -> p.done(chunk)));
                }
                default -> { }
            }
        }
        return steps;
    }

    private static void checkInvariants(final ChunkPool pool, final int ranks, final Path path) {
        int further = 0;
        int held = 0;
        for (int rank = 0; rank < ranks; rank++) {
            further += Math.max(0, pool.held(rank) - 1);
            held += pool.held(rank);
        }
        final int furtherLeases = further;
        assertTrue(further <= pool.geometry().chunks() - ranks, () -> furtherLeases + " extra leases " + path.steps());
        assertEquals(pool.count(LEASED), held, () -> "held " + path.steps());
        assertEquals(pool.geometry().chunks(),
            pool.count(FREE) + pool.count(LEASED) + pool.count(READY) + pool.count(READING),
            () -> "counts " + path.steps());
    }

    /** The target finishes what it can, the other ranks do nothing at all. */
    private static void checkServed(final ChunkPool pool, final Path path) {
        final int rank = pool.waitingRank();
        for (int chunk = 0; chunk < pool.geometry().chunks(); chunk++) {
            if (pool.state(chunk) == READY || pool.state(chunk) == READING) {
                pool.done(chunk);
            }
        }
        final List<Integer> served = new ArrayList<>();
        pool.serve((to, chunk) -> served.add(to), 0);
        assertTrue(!served.isEmpty() && served.get(0) == rank,
            () -> "rank " + rank + " starves, served " + served + " after " + path.steps());
        assertEquals(ChunkPool.NONE, pool.waitingRank(), () -> "somebody starves after " + path.steps());
    }
}
