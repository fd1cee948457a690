package org.rankferry.engine.coordinator.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

/** A job of three nodes and two spares, and one fault or none at a random moment of a migration of node a. */
class MigrationProperties {
    private static final List<String> SPARES = List.of("s2", "s3");
    private static final List<Integer> MOVED = List.of(0, 1);

    private static SimCluster cluster(final long seed) {
        final Map<String, List<Integer>> ranks = new TreeMap<>(
            Map.of("a", MOVED, "b", List.of(2, 3), "c", List.of(4, 5)));
        return new SimCluster(
            seed, new MigrationPlan(7, ranks, List.of(new Move("a", "s1", MOVED)), SPARES, Map.of()), SPARES);
    }

    @Property
    void withoutAFaultTheRanksMove(@ForAll final long seed) {
        final SimCluster cluster = cluster(seed);
        cluster.begin();
        cluster.play(() -> { });
        assertEquals(Outcome.MIGRATED, cluster.migration().outcome(), () -> described(cluster));
        assertEquals("", cluster.migration().why());
        assertEquals(List.of("begin 7", "commit 7", "end 7"), cluster.journal.lines);
        assertEquals(List.of(
            Order.Kind.PREPARE, Order.Kind.OPEN, Order.Kind.STALL, Order.Kind.CHECKPOINT, Order.Kind.RESTART,
            Order.Kind.RELEASE, Order.Kind.RESUME), cluster.ordered.stream().distinct().toList());
        assertRunning(cluster, "s1");
    }

    @Property
    void aCheckpointDisturbsNobodyForLongWhateverFails(@ForAll final long seed) {
        final Map<String, List<Integer>> ranks = Map.of("a", MOVED, "b", List.of(2, 3), "c", List.of(4, 5));
        final List<Move> stays = ranks.entrySet().stream()
            .map(node -> new Move(node.getKey(), node.getKey(), node.getValue())).toList();
        final SimCluster cluster = new SimCluster(seed, new MigrationPlan(
            7, ranks, stays, List.of(), Map.of(), Map.of("a", "/d/a", "b", "/d/b", "c", "/d/c")), List.of());
        cluster.begin();
        final int fault = cluster.random.nextInt(4);
        final Order.Kind at = List.of(Order.Kind.STORE, Order.Kind.OPEN, Order.Kind.STALL, Order.Kind.CHECKPOINT)
            .get(cluster.random.nextInt(4));
        final int moment = cluster.random.nextInt(30);
        final int[] events = {0};
        cluster.nodes.get("b").failsAt = fault == 1 ? at : null;
        cluster.nodes.get("c").hangsAt = fault == 2 ? at : null;
        cluster.play(() -> {
            if (events[0]++ == moment && fault == 3 && !cluster.journal.lines.isEmpty()
                && cluster.migration().outcome() == null) {
                cluster.replaceManager();
            }
        });
        final boolean kept = cluster.journal.lines.contains("commit 7");
        assertEquals(kept ? Outcome.CHECKPOINTED : Outcome.ROLLED_BACK, cluster.migration().outcome(),
            () -> described(cluster));
        assertEquals(fault == 0 || (fault == 3 && kept), kept, () -> described(cluster));
        assertRunning(cluster, "a");
    }

    @Property
    void aTargetThatFailsBeforeTheDecisionIsFollowedByTheNext(@ForAll final long seed) {
        final SimCluster cluster = cluster(seed);
        cluster.begin();
        final int at = cluster.random.nextInt(4);
        if (at == 3) {
            cluster.nodes.get("s1").hangsAt = Order.Kind.RESTART;
        } else {
            cluster.nodes.get("s1").failsAt = at == 0 ? Order.Kind.PREPARE : Order.Kind.RESTART;
        }
        cluster.play(() -> { });
        assertEquals(Outcome.MIGRATED, cluster.migration().outcome(), () -> described(cluster));
        assertEquals(8, cluster.migration().epoch());
        assertRunning(cluster, "s2");
    }

    @Property
    void anyNodeThatDiesAtAnyMomentLeavesEveryOtherRankRunningOnce(@ForAll final long seed) {
        final SimCluster cluster = cluster(seed);
        cluster.begin();
        final String victim = List.of("a", "b", "c", "s1").get(cluster.random.nextInt(4));
        final int moment = cluster.random.nextInt(60);
        final int[] events = {0};
        cluster.play(() -> {
            if (events[0]++ == moment) {
                cluster.kill(victim);
            }
        });
        assertNotNull(cluster.migration().outcome(), () -> described(cluster));
        assertEquals(List.of(), cluster.left(), () -> described(cluster));
        for (int rank = 0; rank < 6; rank++) {
            final int number = rank;
            final boolean wasThere = cluster.runner(number) != null;
            final Outcome outcome = cluster.migration().outcome();
            final String home = rank < 2 ? "a" : rank < 4 ? "b" : "c";
            final boolean mayBeLost = victim.equals(home) || (rank < 2 && victim.equals("s1"));
            assertEquals(true, wasThere || mayBeLost, () -> "rank " + number + " of outcome " + outcome + ", victim "
                + victim + " at " + moment + ": " + described(cluster));
        }
    }

    @Property
    void whoeverManagesTheRestDecidesTheSame(@ForAll final long seed) {
        final SimCluster cluster = cluster(seed);
        cluster.begin();
        final int moment = cluster.random.nextInt(60);
        final int[] events = {0};
        cluster.play(() -> {
            if (events[0]++ == moment && !cluster.journal.lines.isEmpty()
                && cluster.migration().outcome() == null) {
                cluster.replaceManager();
            }
        });
        final boolean committed = cluster.journal.lines.contains("commit 7");
        assertEquals(committed ? Outcome.MIGRATED : Outcome.ROLLED_BACK, cluster.migration().outcome(),
            () -> described(cluster));
        assertRunning(cluster, committed ? "s1" : "a");
    }

    @Property
    void whatIsCancelledInTimeIsAsBefore(@ForAll final long seed) {
        final SimCluster cluster = cluster(seed);
        cluster.begin();
        final int moment = cluster.random.nextInt(60);
        final int[] events = {0};
        final List<Boolean> taken = new ArrayList<>();
        cluster.play(() -> {
            if (events[0]++ == moment && !cluster.journal.lines.isEmpty()
                && cluster.migration().outcome() == null) {
                taken.add(cluster.cancel());
            }
        });
        final boolean cancelled = taken.contains(true);
        assertEquals(cancelled ? Outcome.ROLLED_BACK : Outcome.MIGRATED, cluster.migration().outcome(),
            () -> described(cluster));
        assertRunning(cluster, cancelled ? "a" : "s1");
    }

    @Property(tries = 100)
    void whoeverHangsInAnyPhaseTheJobGoesOn(@ForAll final long seed) {
        final SimCluster cluster = cluster(seed);
        cluster.begin();
        final Order.Kind kind = List.of(
            Order.Kind.PREPARE, Order.Kind.OPEN, Order.Kind.STALL, Order.Kind.CHECKPOINT, Order.Kind.RESTART)
            .get(cluster.random.nextInt(5));
        final String node = List.of("a", "b", "s1").get(cluster.random.nextInt(3));
        cluster.nodes.get(node).hangsAt = kind;
        cluster.play(() -> { });
        final Outcome outcome = cluster.migration().outcome();
        assertNotNull(outcome, () -> described(cluster));
        assertNull(outcome == Outcome.FAILED ? outcome : null, () -> node + " hangs at " + kind + ": "
            + described(cluster));
        for (int rank = 0; rank < 6; rank++) {
            assertNotNull(cluster.runner(rank), () -> node + " hangs at " + kind + ": " + described(cluster));
        }
    }

    private static void assertRunning(final SimCluster cluster, final String moved) {
        assertEquals(List.of(), cluster.left(), () -> described(cluster));
        for (int rank = 0; rank < 6; rank++) {
            final String expected = rank < 2 ? moved : rank < 4 ? "b" : "c";
            final int number = rank;
            assertEquals(expected, cluster.runner(rank), () -> "rank " + number + ": " + described(cluster));
        }
    }

    private static String described(final SimCluster cluster) {
        return "seed " + cluster.seed + ", " + cluster.migration().phase() + ", " + cluster.migration().why()
            + ", journal " + cluster.journal.lines + ", orders " + cluster.ordered;
    }
}
