package org.rankferry.system;

import java.nio.file.Path;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A restarting rank that reads its image at the target's door while it still arrives. */
@Tag("slow")
class ArrivingImageTest {
    private static final long BYTES = Patience.bytes(20_000_000);
    private static final long HELD_UP = Patience.bytes(64_000_000);

    @RegisterExtension
    private final Node node = new Node();

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file"})
    void aReaderThatCameFirstHasSeenEverythingBeforeTheCommit(final String store) throws Exception {
        final ChildProcess target = node.receive("--store", store);
        final Path door = node.runDirectory().resolve("target-default").resolve("door");
        final ChildProcess reader = node.checkContent(door, 0, BYTES);
        final ChildProcess slowReader = node.checkContent(door, 1, HELD_UP);
        final ChildProcess source = node.send(target, "--ranks", "2", "--chunk", "4K", "--pool", "64K");
        final ChildProcess whole = node.rank(0, "--bytes", Long.toString(BYTES));
        final ChildProcess heldUp = node.rank(1, "--bytes", Long.toString(HELD_UP));
        node.awaitImage("default", 1);
        heldUp.pause();
        reader.awaitExit(0);
        assertFalse(Node.hasManifest(node.images("default")));
        assertTrue(source.isAlive() && whole.isAlive() && slowReader.isAlive(), source::toString);
        heldUp.goOn();
        slowReader.awaitExit(0);
        source.awaitExit(0);
        target.awaitExit(0);
        whole.awaitExit(0);
        heldUp.awaitExit(0);
        assertTrue(Node.hasManifest(node.images("default")));
    }

    @Test
    void aReaderOfASetThatIsGivenUpHearsOfIt() throws Exception {
        final ChildProcess target = node.receive();
        final Path door = node.runDirectory().resolve("target-default").resolve("door");
        final ChildProcess reader = node.checkContent(door, 0, BYTES);
        final ChildProcess source = node.send(target, "--ranks", "1");
        final ChildProcess dying =
            node.faultyRank(0, "--bytes", Long.toString(BYTES), "--die-after", Long.toString(BYTES / 2));
        dying.awaitExit(ChildProcess.KILLED);
        source.awaitFault(1, "rank 0 (pid " + dying.pid() + ")");
        target.awaitFault(1, "rank 0");
        reader.awaitRankFault("rank 0", "image");
    }
}
