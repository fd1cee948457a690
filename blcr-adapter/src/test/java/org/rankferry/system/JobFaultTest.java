package org.rankferry.system;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What dies or is called off while a job is moved: the right answer all the same, or a job that says why not. */
@Tag("slow")
@Tag(Wire.NONE)
class JobFaultTest {
    private static final String[] BALLAST = {"--ballast", "200000000"};

    @RegisterExtension
    private final Node node = new Node();

    @Test
    void anOperatorTakesAMigrationBackAndTheNextOneWorks() throws Exception {
        final JobCluster cluster = started();
        final ChildProcess migrate = cluster.migrate("--off", "n1");
        migrate.awaitOut("STALL");
        cluster.cancel().awaitExit(0);
        migrate.awaitFault(1, "job heat was not migrated: cancelled by the operator");
        assertTrue(migrate.out().getLast().startsWith("rolled_back, epoch 2"), migrate::toString);
        assertPlaced(cluster, "n0", "{n0=[0, 1], n1=[2, 3]}");
        cluster.migrate("--off", "n1").awaitExit(0);
        cluster.awaitAnswer();
        cluster.stop();
    }

    @Test
    void ranksOfAJobThatNobodyLeadsAreEnded() throws Exception {
        final JobCluster cluster = new JobCluster(node, "--orphan-deadline", "2");
        cluster.agents("n0", "n1");
        cluster.start(4, "n0,n1", List.of());
        cluster.job().kill();
        awaitNoRank(cluster, "n0");
        awaitNoRank(cluster, "n1");
        cluster.recover();
        cluster.job().awaitFault(1, "job heat has lost a rank: rank ", " ended on node n");
        cluster.stop();
    }

    @Test
    void aNewCopyThatDiesMakesWayForTheNextSpare() throws Exception {
        final JobCluster cluster = started();
        final ChildProcess migrate = cluster.migrate("--off", "n1");
        cluster.signalRank(3, "s0", "KILL");
        migrate.awaitExit(0);
        assertTrue(migrate.out().getLast().startsWith(
            "migrated, epoch 3: ranks [2, 3] from [n1] onto [s1]"), migrate::toString);
        assertTrue(migrate.out().stream().anyMatch(
            line -> line.contains("given up: node s0: rank 3 ended on node s0 with signal 9")), migrate::toString);
        cluster.awaitAnswer();
        cluster.stop();
    }

    @Test
    void aRankThatDoesNotGetQuietInTimeTakesTheMigrationBack() throws Exception {
        final JobCluster cluster = withOneSpare("--deadline", "3");
        cluster.signalRank(0, "n0", "STOP");
        final ChildProcess migrate = cluster.migrate("--off", "n1");
        final String given = migrate.awaitOut("STALL");
        assertTrue(given.contains("given up: ") && given.contains("deadline of phase STALL passed, 3.0 s"), given);
        cluster.signalRank(0, "n0", "CONT");
        migrate.awaitFault(1, "job heat was not migrated: ", "deadline of phase STALL passed, 3.0 s");
        assertTrue(migrate.out().getLast().startsWith("rolled_back, epoch 2"), migrate::toString);
        cluster.migrate("--off", "n1").awaitExit(0);
        cluster.awaitAnswer();
        cluster.stop();
    }

    @Test
    void withItsPolicyAMigrationThatFailedIsTriedAgainByItself() throws Exception {
        final JobCluster cluster = withOneSpare("--deadline", "3", "--policy", "migrate");
        cluster.signalRank(0, "n0", "STOP");
        final ChildProcess migrate = cluster.migrate("--off", "n1");
        migrate.awaitOut("STALL");
        cluster.signalRank(0, "n0", "CONT");
        migrate.awaitExit(0);
        assertTrue(migrate.out().stream().anyMatch(line -> line.contains("deadline of phase STALL passed")
            && line.endsWith("; attempt 2 of 3 follows")), migrate::toString);
        assertTrue(migrate.out().getLast().startsWith(
            "migrated, epoch 3: ranks [2, 3] from [n1] onto [s0]"), migrate::toString);
        cluster.awaitAnswer();
        cluster.stop();
    }

    @Test
    void anOperatorWhoCancelsDoesNotWantItTriedAgain() throws Exception {
        final JobCluster cluster = withOneSpare("--rest", "MIGRATE=20", "--policy", "migrate");
        final ChildProcess migrate = cluster.migrate("--off", "n1");
        cluster.job().awaitOut("job heat: rests in phase MIGRATE");
        cluster.cancel().awaitExit(0);
        migrate.awaitFault(1, "job heat was not migrated: cancelled by the operator");
        assertTrue(migrate.out().stream().noneMatch(line -> line.contains("attempt 2")), migrate::toString);
        assertPlaced(cluster, "n0", "{n0=[0, 1], n1=[2, 3]}");
        cluster.awaitAnswer();
        cluster.stop();
    }

    /** The images' place there is a file system that is too small. */
    @Test
    void aTargetWithoutSpaceMakesWayForTheNextSpare() throws Exception {
        final JobCluster cluster = started();
        final Path data = Files.createDirectory(node.runDirectory().resolve("node-s0").resolve("data"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
        final Path images = data.resolve("images-heat.2");
        try (SmallFileSystem small = SmallFileSystem.mount(images, "size=4m,mode=0700")) {
            final ChildProcess migrate = cluster.migrate("--off", "n1");
            migrate.awaitExit(0);
            assertTrue(migrate.out().getLast().startsWith(
                "migrated, epoch 3: ranks [2, 3] from [n1] onto [s1]"), migrate::toString);
            assertTrue(migrate.out().stream().anyMatch(
                line -> line.contains("given up: ") && line.contains(small.path().toString())), migrate::toString);
        }
        Files.delete(images);
        cluster.awaitAnswer();
        cluster.stop();
    }

    @Test
    void ranksDieWithTheirAgent() throws Exception {
        final JobCluster cluster = started();
        cluster.agent("n1").kill();
        cluster.job().awaitFault(1, "job heat has lost a rank");
        awaitNoRank(cluster, "n0");
        cluster.agents("n1");
        awaitNoRank(cluster, "n1");
        cluster.stop();
    }

    private JobCluster started() throws Exception {
        final JobCluster cluster = new JobCluster(node);
        cluster.agents("n0", "n1", "s0", "s1");
        cluster.start(4, "n0,n1", List.of(), BALLAST);
        return cluster;
    }

    private JobCluster withOneSpare(final String... options) throws Exception {
        final JobCluster cluster = new JobCluster(node);
        cluster.agents("n0", "n1", "s0");
        cluster.start(4, "n0,n1", List.of(options));
        return cluster;
    }

    private static Map<?, ?> job(final JobCluster cluster, final String agent) throws Exception {
        return (Map<?, ?>) ((List<?>) cluster.status(agent).get("jobs")).getFirst();
    }

    private static void assertPlaced(final JobCluster cluster, final String agent, final String expected)
        throws Exception {

        assertEquals(expected, job(cluster, agent).get("ranks").toString());
    }

    private static void awaitNoRank(final JobCluster cluster, final String agent) throws Exception {
        Await.that("no rank is left on " + agent, () -> cluster.state(agent).equals("MIGRATION_SPARE"));
    }
}
