package org.rankferry.system;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A source that is killed or stopped in the middle of a set: nothing is committed, and the next one starts clean. */
@Tag("slow")
class LostSourceTest {
    private static final int RANKS = 2;
    private static final long BYTES = Patience.bytes(64_000_000);
    private static final String[] SLOW =
        {"--ranks", Integer.toString(RANKS), "--chunk", "4K", "--pool", "64K"};

    @RegisterExtension
    private final Node node = new Node();

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file"})
    void aKilledSourceIsReportedAndTheNextOneOfItsJobStarts(final String store) throws Exception {
        final ChildProcess target = node.receive("--store", store, "--deadline", Patience.deadline("resume", 1));
        final ChildProcess source = node.send(target, SLOW);
        final List<ChildProcess> ranks = ranks();
        node.awaitImage("default", 0);
        source.kill();
        target.awaitFault(1, "source of job lu is lost", "has not come back within " + Patience.deadline(1) + ".0 s");
        Leftovers.assertNone(node.images("default"));
        for (final ChildProcess rank : ranks) {
            rank.awaitRankFault("rank ", "agent");
        }
        assertTrue(Files.exists(node.pool()), "a killed source leaves its pool");
        assertTrue(Files.exists(node.pool().resolveSibling("lock")), "and its lock");
        assertNextIsServed(node.receive("--store", store));
    }

    @Test
    void aPoolElsewhereIsRemovedByTheNextStartToo() throws Exception {
        final Path pools = Files.createDirectory(node.root().resolve("pools"));
        final ChildProcess target = node.receive("--deadline", Patience.deadline("resume", 1));
        final ChildProcess source =
            node.send(target, "--ranks", "1", "--chunk", "4K", "--pool", "64K", "--pool-dir", pools.toString());
        final ChildProcess rank = node.rank(0, "--bytes", Long.toString(BYTES));
        node.awaitImage("default", 0);
        source.kill();
        target.awaitFault(1, "source of job lu is lost");
        rank.awaitRankFault("rank 0");
        assertTrue(holdsAFile(pools), "a killed source leaves its pool");
        assertNextIsServed(node.receive());
        assertFalse(holdsAFile(pools), "the next start has removed it");
    }

    @Test
    void theNextSourceOfTheJobNeedNotWaitForTheEndOfTheLastOne() throws Exception {
        final ChildProcess target = node.receive("--keep-listening");
        final ChildProcess source = node.send(target, SLOW);
        final List<ChildProcess> ranks = ranks();
        node.awaitImageBelow("default", 0);
        source.kill();
        for (final ChildProcess rank : ranks) {
            rank.awaitRankFault("rank ");
        }
        final ChildProcess next = node.send(target, SLOW);
        final List<ChildProcess> nextRanks = ranks();
        next.awaitExit(0);
        for (final ChildProcess rank : nextRanks) {
            rank.awaitExit(0);
        }
        target.awaitErr("rankferry: source of job lu is lost");
        final String place = target.awaitOut("job lu, epoch ");
        node.assertContent(Path.of(place.substring(place.indexOf(" is in ") + 7)), RANKS, BYTES);
        target.terminate();
        target.awaitExit(ChildProcess.TERMINATED);
    }

    @Test
    void aStoppedSourceTellsItsTargetAndItsRanks() throws Exception {
        final ChildProcess target = node.receive();
        final ChildProcess source = node.send(target, SLOW);
        final List<ChildProcess> ranks = ranks();
        node.awaitImage("default", 0);
        Node.stop(source);
        target.awaitFault(1, "the source was stopped");
        for (final ChildProcess rank : ranks) {
            rank.awaitRankFault("the source was stopped");
        }
        Leftovers.assertNone(node.images("default"));
    }

    @Test
    void aSourceIsStoppedWhileItWaitsForItsRanks() throws Exception {
        final ChildProcess target = node.receive();
        final ChildProcess source = node.send(target, SLOW);
        final ChildProcess early = node.rank(0, "--bytes", Long.toString(BYTES));
        node.awaitSource("default");
        Node.stop(source);
        // The rank may not have attached yet; the target has heard of the source before.
        target.awaitFault(1, "the source was stopped");
        early.awaitEnd();
    }

    private void assertNextIsServed(final ChildProcess target) throws Exception {
        final ChildProcess source = node.send(target, SLOW);
        final List<ChildProcess> ranks = ranks();
        source.awaitExit(0);
        target.awaitExit(0);
        for (final ChildProcess rank : ranks) {
            rank.awaitExit(0);
        }
        node.assertContent(node.images("default"), RANKS, BYTES);
    }

    private List<ChildProcess> ranks() throws Exception {
        final List<ChildProcess> ranks = new ArrayList<>();
        for (int rank = 0; rank < RANKS; rank++) {
            ranks.add(node.rank(rank, "--bytes", Long.toString(BYTES)));
        }
        return ranks;
    }

    private static boolean holdsAFile(final Path directory) throws Exception {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.anyMatch(Files::isRegularFile);
        }
    }
}
