package org.rankferry.system;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A target that is killed or stopped in the middle of a set. The ranks live through it. */
@Tag("slow")
class LostTargetTest {
    private static final int RANKS = 2;
    private static final long BYTES = Patience.bytes(64_000_000);
    /** Small chunks, so that a set takes long enough to be in the middle of it. */
    private static final String[] SLOW = {
        "--ranks", Integer.toString(RANKS), "--chunk", "4K", "--pool", "64K",
        "--deadline", Patience.deadline("connect", 2)};

    @RegisterExtension
    private final Node node = new Node();

    @Test
    void aKilledTargetIsFollowedByTheSecond() throws Exception {
        final ChildProcess first = node.receiveAs("first");
        final ChildProcess second = node.receiveAs("second");
        final ChildProcess source = node.send(Node.address(first) + "," + Node.address(second), SLOW);
        final List<ChildProcess> ranks = ranks();
        node.awaitImage("first", 0);
        node.awaitImage("first", 1);
        first.kill();
        source.awaitExit(0);
        second.awaitExit(0);
        for (final ChildProcess rank : ranks) {
            rank.awaitExit(0);
            assertEquals(1, rank.out().size(), rank::toString);
            assertTrue(rank.out().getFirst().contains("\"attempt\":2"), rank::toString);
        }
        node.assertContent(node.images("second"), RANKS, BYTES);
        assertFalse(Node.hasManifest(node.images("first")));
        assertNextStartTidiesUp();
    }

    @ParameterizedTest
    @MethodSource("org.rankferry.system.Wire#tested")
    void aKilledTargetWithoutASecondEndsTheSetAndTheRanksHearOfIt(final Wire wire) throws Exception {
        final ChildProcess target = node.receive(wire, "--name", "first", "--dir", node.images("first").toString());
        final ChildProcess source = node.send(wire, target, SLOW);
        final List<ChildProcess> ranks = ranks();
        node.awaitImage("first", 0);
        target.kill();
        source.awaitFault(1, "target " + Node.address(target));
        for (final ChildProcess rank : ranks) {
            rank.awaitRankFault("rank ", "image set was given up", Node.address(target));
        }
        assertNextStartTidiesUp();
    }

    @Test
    void aStoppedTargetTellsItsSource() throws Exception {
        final ChildProcess target = node.receive();
        final ChildProcess source = node.send(target, SLOW);
        final List<ChildProcess> ranks = ranks();
        node.awaitImage("default", 0);
        Node.stop(target);
        source.awaitFault(1, "target " + Node.address(target), "the target was stopped");
        for (final ChildProcess rank : ranks) {
            rank.awaitRankFault("the target was stopped");
        }
    }

    @Test
    void aHangingTargetIsNoticedAndFollowedByTheSecond() throws Exception {
        final ChildProcess first = node.receiveAs("first", "--deadline", Patience.deadline("resume", 1), "--deadline",
            Patience.deadline("silence", 1));
        final ChildProcess second = node.receiveAs("second");
        final ChildProcess source = node.send(
            Node.address(first) + "," + Node.address(second),
            with("--deadline", Patience.deadline("silence", 1), "--deadline", Patience.deadline("resume", 1)));
        final List<ChildProcess> ranks = ranks();
        node.awaitImage("first", 0);
        first.pause();
        source.awaitExit(0);
        second.awaitExit(0);
        for (final ChildProcess rank : ranks) {
            rank.awaitExit(0);
        }
        node.assertContent(node.images("second"), RANKS, BYTES);
        first.goOn();
        first.awaitFault(1, "source of job lu is lost", Patience.deadline(1) + ".0 s");
        assertFalse(Node.hasManifest(node.images("first")));
    }

    private static String[] with(final String... options) {
        final List<String> words = new ArrayList<>(List.of(SLOW));
        words.addAll(List.of(options));
        return words.toArray(String[]::new);
    }

    private List<ChildProcess> ranks() throws Exception {
        final List<ChildProcess> ranks = new ArrayList<>();
        for (int rank = 0; rank < RANKS; rank++) {
            ranks.add(node.rank(rank, "--bytes", Long.toString(BYTES)));
        }
        return ranks;
    }

    /** What the killed target has left goes with the next start of its name. */
    private void assertNextStartTidiesUp() throws Exception {
        assertTrue(Files.exists(node.runDirectory().resolve("target-first")), "a killed target leaves its directory");
        Node.stop(node.receiveAs("first"));
    }
}
