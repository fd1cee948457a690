package org.rankferry.system;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.jr.ob.JSON;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rankferry.engine.demo.NodeNetwork;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Jobs whose ranks are captured as they are. */
@Tag(Wire.NONE)
class JobCriuTest {
    private static final String BALLAST = "5000001";
    private static final List<String> CAPTURED = List.of("--checkpointer", "criu", "--transport", "tcp");

    @RegisterExtension
    private final Node node = new Node();

    /** How ranks stall, and who serves that. */
    private record Way(String scope, boolean threaded) {
    }

    static List<Way> ways() {
        return Sweep.of(List.of(
            new Way("global", false), new Way("local", false), new Way("global", true), new Way("local", true)),
            1, "ways to stall");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void ranksMoveTwiceAndComeBack(final Way way) throws Exception {
        Needs.criu();
        final JobCluster cluster = new JobCluster(node);
        cluster.agents("n0", "n1", "s0");
        cluster.start(4, "n0,n1", List.of(
            "--checkpointer", "criu", "--transport", "shm", "--scope", way.scope()),
            way.threaded() ? new String[] {"--ballast", BALLAST, "--threaded"} : new String[] {"--ballast", BALLAST});
        final ChildProcess away = cluster.migrate("--off", "n1");
        away.awaitExit(0);
        assertTrue(away.out().getLast().startsWith("migrated, epoch 2: ranks [2, 3] from [n1] onto [s0], "),
            away::toString);
        node.rankferry("spare", "--agent", "n1").awaitExit(0);
        final ChildProcess back = cluster.migrate("--ranks", "2,3", "--onto", "n1");
        back.awaitExit(0);
        assertTrue(back.out().getLast().startsWith("migrated, epoch 3: ranks [2, 3] from [s0] onto [n1], "),
            back::toString);
        cluster.awaitAnswer();
        cluster.stop();
    }

    @Test
    void aRankWithThreadsAndAGibibyteMoves() throws Exception {
        Needs.criu();
        Needs.freeMemory(6L << 30, "two ranks of a GiB, one of them in two places");
        final JobCluster cluster = new JobCluster(node);
        cluster.agents("n0", "n1", "s0");
        cluster.start(2, "n0,n1", List.of("--checkpointer", "criu", "--transport", "shm"),
            "--ballast", Long.toString(1L << 30), "--threaded");
        final ChildProcess migrate = cluster.migrate("--off", "n1", "--json", "-");
        migrate.awaitExit(0);
        final Map<String, Object> result = JSON.std.mapFrom(String.join("", migrate.out()));
        assertEquals("migrated", result.get("outcome"));
        assertTrue(((Number) result.get("image_bytes_total")).longValue() > 1L << 30, migrate::toString);
        cluster.awaitAnswer();
        cluster.stop();
    }

    @Test
    void eachNodeMayHaveItsOwnNetwork() throws Exception {
        Needs.criu();
        final String name = "test-" + ProcessHandle.current().pid();
        try (NodeNetwork network = NodeNetwork.open(name, List.of("n0", "n1", "s0"))) {
            final JobCluster cluster = new JobCluster(node, network);
            cluster.agents("n0", "n1", "s0");
            cluster.start(4, "n0,n1", CAPTURED);
            cluster.migrate("--off", "n1").awaitExit(0);
            cluster.awaitAnswer();
            cluster.stop();
        }
    }

    @Test
    void aMigrationThatIsTakenBackLeavesTheRanksRunningWhereTheyWere() throws Exception {
        Needs.criu();
        final JobCluster cluster = new JobCluster(node);
        cluster.agents("n0", "n1", "s0", "s1");
        cluster.start(4, "n0,n1", List.of("--checkpointer", "criu", "--transport", "shm", "--rest", "MIGRATE=60"));
        final ChildProcess migrate = cluster.migrate("--off", "n1");
        cluster.job().awaitOut("job heat: rests in phase MIGRATE");
        cluster.cancel().awaitExit(0);
        migrate.awaitFault(1, "job heat was not migrated: cancelled by the operator");
        assertEquals("{n0=[0, 1], n1=[2, 3]}", ranks(cluster));
        cluster.awaitAnswer();
        cluster.stop();
    }

    @Test
    void withTheTargetLostInTheMiddleTheNextSpareIsTaken() throws Exception {
        Needs.criu();
        final JobCluster cluster = new JobCluster(node);
        cluster.agents("n0", "n1", "s0", "s1");
        cluster.start(4, "n0,n1", List.of("--checkpointer", "criu", "--transport", "shm", "--rest", "MIGRATE=20"));
        final ChildProcess migrate = cluster.migrate("--off", "n1");
        cluster.job().awaitOut("job heat: rests in phase MIGRATE");
        cluster.agent("s0").kill();
        migrate.awaitExit(0);
        assertTrue(migrate.out().getLast().startsWith("migrated, epoch 3: ranks [2, 3] from [n1] onto [s1], "),
            migrate::toString);
        cluster.awaitAnswer();
        cluster.agents("s0"); // removes what its predecessor has left
        cluster.stop();
    }

    @Test
    void aCheckpointIsTakenOfRunningRanksAndTheJobComesBackFromIt() throws Exception {
        Needs.criu();
        final JobCluster cluster = new JobCluster(node);
        cluster.agents("n0", "n1");
        cluster.start(3, "n0,n1", List.of("--checkpointer", "criu", "--transport", "shm"));
        final Path checkpoints = node.root().resolve("checkpoints");
        final ChildProcess checkpoint = cluster.checkpoint(checkpoints);
        checkpoint.awaitExit(0);
        final int then = Files.readAllLines(node.root().resolve("heat-rank-0.out")).size();
        Await.that("the job goes on", () -> Files.readAllLines(node.root().resolve("heat-rank-0.out")).size() > then);
        cluster.job().terminate();
        cluster.job().awaitFault(ChildProcess.TERMINATED, "stopped by a signal");
        cluster.restart(checkpoints);
        cluster.awaitAnswer();
        cluster.stop();
    }

    @Test
    void aRankThatCanNotBeCapturedRollsTheMigrationBackWithCriusReason() throws Exception {
        Needs.criu();
        final JobCluster cluster = new JobCluster(node);
        cluster.agents("n0", "s0");
        cluster.start(2, "n0", List.of(
            "--checkpointer", "criu", "--transport", "shm", "--wrap", node.script("with-device",
                "exec 9<>/dev/fuse", "exec \"$@\"").toString()));
        final ChildProcess migrate = cluster.migrate("--off", "n0");
        final String fault = migrate.awaitFault(1, "job heat was not migrated: ");
        assertTrue(fault.contains("Can't dump file 9 of that type"), migrate::toString);
        assertEquals("{n0=[0, 1]}", ranks(cluster));
        cluster.awaitAnswer();
        cluster.stop();
    }

    @Test
    void aNodeWithoutCriuIsNamedBeforeTheStall() throws Exception {
        Needs.criu();
        final JobCluster cluster = new JobCluster(node);
        cluster.agents("n0");
        node.environment("RANKFERRY_CRIU", "/nowhere/criu");
        cluster.agents("s0");
        node.environment("RANKFERRY_CRIU", Needs.criu());
        cluster.start(2, "n0", List.of("--checkpointer", "criu", "--transport", "shm"));
        final ChildProcess migrate = cluster.migrate("--off", "n0");
        final String fault = migrate.awaitFault(1, "job heat was not migrated: ");
        assertTrue(fault.contains("node s0: rank 0: there is no program criu at /nowhere/criu"), migrate::toString);
        assertTrue(migrate.out().stream().noneMatch(line -> line.startsWith("STALL")), migrate::toString);
        cluster.awaitAnswer();
        cluster.stop();
    }

    private static String ranks(final JobCluster cluster) throws Exception {
        return ((Map<?, ?>) ((List<?>) cluster.status("n0").get("jobs")).getFirst()).get("ranks").toString();
    }
}
