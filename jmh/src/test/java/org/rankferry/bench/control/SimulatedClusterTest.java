package org.rankferry.bench.control;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankferry.engine.coordinator.job.Scope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SimulatedClusterTest {
    private static final int RANKS = 8;

    @TempDir
    Path place;

    @ParameterizedTest
    @CsvSource({"16, GLOBAL", "64, GLOBAL", "16, LOCAL"})
    void everyRankComputesOnceAndTheMovedOnesOnTheSpare(final int nodes, final Scope scope) {
        try (SimulatedCluster cluster = new SimulatedCluster(nodes, RANKS, scope, place.resolve("journal"))) {
            final ControlRun run = cluster.run();
            final Map<Integer, String> places = cluster.places();
            assertEquals(nodes * RANKS, places.size());
            places.forEach((rank, node) -> assertEquals(
                rank < RANKS ? SimulatedCluster.SPARE : SimulatedCluster.nameOf(rank / RANKS), node, "rank " + rank));
            assertEquals(RANKS, places.values().stream().filter(SimulatedCluster.SPARE::equals).count());

            final Map<String, Long> counts = cluster.counts();
            assertCount(nodes, "LAUNCHED", counts);
            assertCount(nodes, "STALLED", counts);
            // All of them after the launch, and all with the target after the move.
            assertCount(2 * nodes + 1, "RESUMED", counts);
            for (final String once : new String[] {"PREPARED", "OPENED", "MIGRATE_PIIC", "JOINED", "RELEASED"}) {
                assertCount(1, once, counts);
            }
            // Orders go again only when answers stop for a while, which a busy machine may bring about.
            assertTrue(run.move().events() <= 2 * nodes + 40, () -> "events of the move: " + counts);
            assertTrue(run.move().read() <= run.move().events() * (nodes + 2), run::toString);
        }
    }

    private static void assertCount(final int wanted, final String name, final Map<String, Long> counts) {
        assertEquals((long) wanted, counts.get(name), () -> name + " of " + counts);
    }
}
