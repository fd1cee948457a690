package org.rankferry.system;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rankferry.engine.nativeio.ThreadPriority;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A parallel job that loses nodes while it runs, and gives the answer that it gives undisturbed. */
@Tag("slow")
@Tag(Wire.NONE)
class JobTest {
    private static final String[] BALLAST = {"--ballast", "3000001"};

    @RegisterExtension
    private final Node node = new Node();

    @ParameterizedTest
    @MethodSource("ways")
    void ranksOfANodeGoOnOnASpare(final Way way) throws Exception {
        final JobCluster cluster = new JobCluster(node);
        cluster.agents("n0", "n1", "n2", "s0");
        cluster.start(6, "n0,n1,n2", List.of("--scope", way.scope(), "--transport", way.transport()),
            way.threaded() ? Node.words(BALLAST, "--threaded") : BALLAST);
        final ChildProcess migrate = cluster.migrate("--off", "n1");
        migrate.awaitExit(0);
        assertTrue(migrate.out().getLast().startsWith("migrated, epoch 2: ranks [2, 3] from [n1] onto [s0], "),
            migrate::toString);
        assertTrue(migrate.out().stream().map(line -> line.replaceFirst("[ ,].*", "")).toList().containsAll(
            List.of("PREPARE", "STALL", "MIGRATE", "RELEASE", "RESUME")), migrate::toString);
        final Map<String, Object> status = cluster.status("n0");
        final Map<?, ?> job = (Map<?, ?>) ((List<?>) status.get("jobs")).getFirst();
        assertEquals("{n0=[0, 1], n2=[4, 5], s0=[2, 3]}", job.get("ranks").toString());
        Await.that("n1 is left", () -> states(cluster.status("n0")).toString().equals(
            "{n0=MIGRATION_READY, n1=MIGRATION_INACTIVE, n2=MIGRATION_READY, s0=MIGRATION_READY}"));
        assertEquals(cluster.niceOfRank(0, "n0"), cluster.niceOfRank(2, "s0"));
        assertEquals(niceOfRaised(), cluster.niceOfAgent("s0"));
        cluster.awaitAnswer();
        cluster.stop();
    }

    private static int niceOfRaised() throws InterruptedException {
        final int[] nice = new int[1];
        Thread.ofPlatform().start(ThreadPriority.raised(() -> nice[0] = ThreadPriority.niceOf(0))).join();
        return nice[0];
    }

    /** How ranks stall, and what their images travel by. */
    private record Way(String scope, boolean threaded, String transport) {
    }

    static List<Way> ways() {
        return Sweep.of(
            List.of(
                new Way("global", false, "tcp"), new Way("local", false, "shm"), new Way("global", true, "shm"),
                new Way("local", true, "tcp")),
            2, "ways to move");
    }

    @Test
    void oneMigrationAfterTheOtherAndTheOldNodeIsASpareAgain() throws Exception {
        final JobCluster cluster = new JobCluster(node);
        cluster.agents("n0", "n1", "s0");
        cluster.start(4, "n0,n1", List.of(), BALLAST);
        cluster.migrate("--off", "n1").awaitExit(0);
        cluster.migrate("--off", "s0").awaitFault(1, "there is no spare node left for the ranks of node s0");
        node.rankferry("spare", "--agent", "n1").awaitExit(0);
        cluster.migrate("--off", "n0").awaitExit(0);
        node.rankferry("spare", "--agent", "n0").awaitExit(0);
        cluster.migrate("--off", "s0", "--onto", "n0").awaitExit(0);
        cluster.migrate("--ranks", "3", "--onto", "n1").awaitExit(0);
        final Map<?, ?> job = (Map<?, ?>) ((List<?>) cluster.status("s0").get("jobs")).getFirst();
        assertEquals("{n0=[2], n1=[0, 1, 3]}", job.get("ranks").toString());
        assertEquals(5, job.get("epoch"));
        cluster.awaitAnswer();
        cluster.stop();
    }

    @Test
    void whatCanNotBeDoneIsRefusedBeforeAnybodyStalls() throws Exception {
        final JobCluster cluster = new JobCluster(node);
        cluster.agents("n0", "s0");
        cluster.start(2, "n0", List.of());
        cluster.migrate("--off", "n7").awaitFault(1, "no rank of the job runs on node n7; they run on [n0]");
        cluster.migrate("--off", "n0", "--onto", "n9").awaitFault(1, "node n9 is not in the cluster");
        cluster.migrate("--off", "n0", "--exclude", "s0").awaitFault(1, "there is no spare node left");
        cluster.migrate().awaitFault(1, "there is nothing to move");
        cluster.migrate("--ranks", "5").awaitFault(1, "ranks [5] do not run on any node");
        cluster.cancel().awaitFault(1, "job heat is not migrating; it is running");
        node.rankferry("migrate", "--off", "n0", "lu").awaitFault(1, "there is no job lu in cluster default");
        node.rankferry("spare", "--agent", "n0").awaitFault(1, "ranks run on node n0; migrate them off first");
        cluster.awaitAnswer();
        cluster.stop();
    }

    private static Map<String, Object> states(final Map<String, Object> status) {
        final Map<String, Object> states = new TreeMap<>();
        for (final Object one : (List<?>) status.get("nodes")) {
            states.put((String) ((Map<?, ?>) one).get("node"), ((Map<?, ?>) one).get("state"));
        }
        return states;
    }
}
