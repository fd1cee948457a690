package org.rankferry.system;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Jobs whose ranks are all written to files, and brought back from them. */
@Tag("slow")
@Tag(Wire.NONE)
class CheckpointTest {
    private static final String[] BALLAST = {"--ballast", "3000001"};

    @RegisterExtension
    private final Node node = new Node();

    @Test
    void aJobThatWasEndedGoesOnFromItsLastCheckpointWithASpareForANodeThatIsGone() throws Exception {
        final JobCluster cluster = new JobCluster(node);
        final Path to = node.root().resolve("checkpoints");
        cluster.agents("n0", "n1", "s0");
        cluster.start(4, "n0,n1", List.of(), BALLAST);
        cluster.checkpoint(to).awaitExit(0);
        cluster.migrate("--off", "n0").awaitExit(0);
        node.rankferry("spare", "--agent", "n0").awaitExit(0);
        final ChildProcess second = cluster.checkpoint(to);
        second.awaitExit(0);
        assertTrue(second.out().getLast().startsWith("checkpointed, epoch 4: 4 ranks, "), second::toString);
        assertEquals(List.of("heat.2", "heat.4"), names(to));
        assertEquals(List.of("checkpoint.json", "n1", "s0"), names(to.resolve("heat.4")));
        cluster.job().terminate();
        cluster.job().awaitFault(ChildProcess.TERMINATED, "stopped by a signal");
        cluster.agent("n1").kill();
        Await.that("n1 is gone", () -> ((List<?>) cluster.status("n0").get("nodes")).size() == 2);
        cluster.restart(to);
        final Map<?, ?> job = (Map<?, ?>) ((List<?>) cluster.status("s0").get("jobs")).getFirst();
        assertEquals("{n0=[2, 3], s0=[0, 1]}", job.get("ranks").toString());
        cluster.migrate("--off", "n0").awaitFault(1, "there is no spare node left");
        cluster.agents("n1"); // removes what the one that died has left
        cluster.awaitAnswer();
        cluster.stop();
    }

    @Test
    void aNodeThatDiesWithoutWarningCostsOnlyTheWorkSinceTheLastCheckpoint() throws Exception {
        final JobCluster cluster = new JobCluster(node, "--orphan-deadline", "1");
        final Path to = node.root().resolve("checkpoints");
        cluster.agents("n0", "n1", "s0");
        cluster.start(
            4, "n0,n1", List.of("--policy", "restart", "--fence", "1", "--checkpoint-to", to.toString(),
                "--checkpoint-every", "0.5", "--checkpoint-keep", "1"), BALLAST);
        Await.that("the second checkpoint, and only that", () -> cluster.job().out().stream()
            .filter(line -> line.startsWith("job heat: checkpointed, ")).count() >= 2);
        cluster.agent("n1").kill();
        awaitRestart(cluster, to);
        final Map<?, ?> job = (Map<?, ?>) ((List<?>) cluster.status("n0").get("jobs")).getFirst();
        assertEquals("{n0=[0, 1], s0=[2, 3]}", job.get("ranks").toString());
        cluster.agents("n1"); // removes what the one that died has left
        cluster.awaitAnswer();
        assertEquals(1, records(to), () -> "checkpoints of " + cluster.job());
        assertEquals(1, cluster.job().out().stream().filter(line -> line.contains("all ranks start again")).count(),
            () -> "both its ranks are one loss: " + cluster.job());
        cluster.stop();
    }

    @Test
    void aManagerThatDiesDoesNotTakeTheCheckpointsWithIt() throws Exception {
        final JobCluster cluster = new JobCluster(node);
        final Path to = node.root().resolve("checkpoints");
        cluster.agents("n0", "n1");
        cluster.start(2, "n0,n1", List.of("--policy", "restart", "--fence", "0"), BALLAST);
        cluster.checkpoint(to).awaitExit(0);
        cluster.job().kill();
        cluster.recover("--policy", "restart", "--fence", "0");
        cluster.signalRank(1, "n1", "KILL");
        awaitRestart(cluster, to);
        cluster.awaitAnswer();
        cluster.stop();
    }

    @Test
    void whatCanNotBeKeptOrUsedIsRefusedAndTheJobGoesOn() throws Exception {
        final JobCluster cluster = new JobCluster(node);
        cluster.agents("n0");
        cluster.start(2, "n0", List.of());
        final Path file = Files.createFile(node.root().resolve("file"));
        cluster.checkpoint(file).awaitFault(1, "give a directory with --to that the job manager can write to");
        final Path taken = node.root().resolve("taken");
        Files.createDirectories(taken.resolve("heat.2").resolve("n0").resolve("something"));
        cluster.checkpoint(taken).awaitFault(1, "is not empty, it has something");
        final Path to = node.root().resolve("checkpoints");
        cluster.checkpoint(to).awaitExit(0);
        cluster.awaitAnswer();
        node.rankferry("restart", "--secret-file", node.secret().toString(), taken.toString())
            .awaitFault(1, "there is no checkpoint in " + taken);
        node.rankferry("restart", "--secret-file", node.secret().toString(), "--journal",
            cluster.journal().toString(), "--on", "n7", to.toString()).awaitFault(1, "node n7 is not in the cluster");
        final Path image = to.resolve("heat.3").resolve("n0").resolve("rank-1").resolve("area-0");
        Files.delete(image);
        node.rankferry("restart", "--secret-file", node.secret().toString(), "--journal",
            cluster.journal().toString(), "--output", node.root().toString(), to.toString())
            .awaitFault(1, image + " does not exist");
        cluster.stop();
    }

    /** Which rank is lost first, the one that was killed or another that talked with it, is open. */
    private static void awaitRestart(final JobCluster cluster, final Path to) throws Exception {
        Await.that("it is restarted", () -> cluster.job().out().stream()
            .anyMatch(line -> line.contains("all ranks start again from checkpoint " + to)));
        Await.that("it runs again", () -> cluster.job().out().stream()
            .filter(line -> line.equals("job heat: all ranks run")).count() == 2);
    }

    private static long records(final Path to) throws Exception {
        try (Stream<Path> all = Files.walk(to, 2)) {
            return all.filter(path -> path.endsWith("checkpoint.json")).count();
        }
    }

    private static List<String> names(final Path directory) throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
