package org.rankferry.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

import com.fasterxml.jackson.jr.ob.JSON;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rankferry.engine.api.SecretFile;
import org.rankferry.engine.observe.AgentCounter;
import org.rankferry.engine.observe.HostAgents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code send} and {@code receive} as users run them, with files and standard input. */
@Tag("slow")
class SendReceiveTest {
    private static final long SEED = 20;
    private static final int LONG = Patience.bytes(60_000_000);
    private static final Wire WIRE = Wire.preferShm();
    private static final String[] SLOW = {
        "--chunk", "4k", "--pool", "8k", "--deadline", Patience.deadline("resume", 1)};

    @RegisterExtension
    private final Node node = new Node();

    @ParameterizedTest
    @MethodSource("org.rankferry.system.Wire#tested")
    void filesAndStandardInputArriveByteForByte(final Wire wire) throws Exception {
        final ChildProcess target = node.receive(wire, "--store", wire == Wire.NETWORK ? "file" : "memory");
        final Path a = file("a", 3_000_001);
        final Path b = file("b", 0);
        final Path c = file("c", 2 << 20);
        final Path input = file("input", 1_234_567);
        final Path json = node.root().resolve("send.json");
        final ChildProcess source = node.sendInput(input, target, "--transport", wire.transport(),
            "--rank", "3", "--stream", "ctx", a.toString(), "--rank", "3", b.toString(), "--rank", "3", c.toString(),
            "--rank", "70", "--stream", "in", "-", "--json", json.toString());
        source.awaitExit(0);
        target.awaitExit(0);
        final Path images = node.images("default");
        assertEquals(-1, Files.mismatch(a, images.resolve("rank-3").resolve("ctx")));
        assertEquals(-1, Files.mismatch(b, images.resolve("rank-3").resolve("b")));
        assertEquals(-1, Files.mismatch(c, images.resolve("rank-3").resolve("c")));
        assertEquals(-1, Files.mismatch(input, images.resolve("rank-70").resolve("in")));
        Leftovers.assertNone(node.runDirectory());
        node.rankferry("verify", images.toString()).awaitExit(0);

        final Map<String, Object> result = JSON.std.mapFrom(Files.readString(json));
        assertEquals(wire.transport(), result.get("transport"));
        assertEquals("ok", result.get("verify"));
        assertEquals(2, result.get("ranks"));
        source.awaitOut("transport " + wire.transport() + ": asked for by name");
    }

    @Test
    void aTargetThatKeepsListeningTakesSetAfterSetUntilItIsStopped() throws Exception {
        final ChildProcess target = node.receive(WIRE, "--keep-listening");
        final Path a = file("a", 100_000);
        for (int epoch = 1; epoch <= 2; epoch++) {
            send(target, "--epoch", Integer.toString(epoch), "--rank", "0", a.toString()).awaitExit(0);
            final Path set = node.images("default").resolve("lu-" + epoch);
            target.awaitOut("job lu, epoch " + epoch + " is in " + set);
            assertEquals(-1, Files.mismatch(a, set.resolve("rank-0").resolve("a")));
        }
        send(target, "--epoch", "2", "--rank", "0", a.toString())
            .awaitFault(1, "epoch 2 of job lu is over: epoch 2 was committed here");
        final ChildProcess stat = node.rankferry("stat", "--once", "--errors");
        stat.awaitExit(0);
        stat.awaitOut("target default, pid " + target.pid() + ", up ");
        stat.awaitOut("                   2  sets_committed (sets)");
        Node.stop(target);
        Leftovers.assertNone(node.runDirectory());
    }

    @Test
    void aWrongSecretIsSaidOnceAndTheTargetListensOn() throws Exception {
        final ChildProcess target = node.receive(WIRE);
        final Path other = node.root().resolve("other");
        SecretFile.create(other);
        final Path a = file("a", 1000);
        send(target, "--secret-file", other.toString(), "--rank", "0", a.toString())
            .awaitFault(1, "shared secret; give both ends the same --secret-file");
        send(target, "--rank", "0", a.toString()).awaitExit(0);
        target.awaitExit(0);
    }

    @Test
    void aSetThatDoesNotFitIsRefusedBeforeTheFirstByte() throws Exception {
        final ChildProcess target = node.receive(WIRE, "--max-bytes", "1M");
        send(target, "--rank", "0", file("a", 1_048_577).toString()).awaitFault(1,
            "image set of 1048577 bytes does not fit: this target's memory store has room for 1048576");
        send(target, "--rank", "0", file("b", 1_048_576).toString()).awaitExit(0);
        target.awaitExit(0);
    }

    @Test
    void theSecondTargetTakesOverAndFilesAreReadAgain() throws Exception {
        final ChildProcess first = node.receiveAs("first", wire());
        final ChildProcess second = node.receiveAs("second", wire());
        final Path a = file("a", LONG);
        final ChildProcess source = node.send(
            Node.address(first) + "," + Node.address(second),
            Node.words(SLOW, "--transport", WIRE.transport(), "--rank", "0", a.toString()));
        awaitBytes(first);
        first.kill();
        source.awaitExit(0);
        second.awaitExit(0);
        assertTrue(source.toString().contains("going on with " + Node.address(second)), source::toString);
        assertEquals(-1, Files.mismatch(a, node.images("second").resolve("rank-0").resolve("a")));
        Node.stop(node.receiveAs("first", wire())); // tidies up
    }

    @Test
    void standardInputCannotBeReadAgain() throws Exception {
        final ChildProcess first = node.receiveAs("first", wire());
        final ChildProcess second = node.receiveAs("second", wire());
        final ChildProcess source = node.sendInput(
            file("in", LONG), Node.address(first) + "," + Node.address(second),
            Node.words(SLOW, "--transport", WIRE.transport(), "--rank", "0", "-"));
        awaitBytes(first);
        first.kill();
        assertEquals("rankferry: the target was lost, and the image of rank 0 is wanted again from its start: standard"
            + " input was read already and can't be read again; give a file, or send it anew", source.awaitFault(1));
        second.awaitFault(1, "given up by the source: the target was lost");
        Node.stop(node.receiveAs("first", wire())); // tidies up
    }

    @Test
    void aKilledSourceLeavesNoSetAndItsPoolGoesWithTheNextStart() throws Exception {
        final ChildProcess target = node.receive(WIRE, "--deadline", Patience.deadline("resume", 1));
        final String[] options = Node.words(SLOW, "--rank", "0", file("a", LONG).toString());
        final ChildProcess source = send(target, options);
        awaitBytes(target);
        source.kill();
        target.awaitFault(1, "source of job lu is lost");
        assertFalse(Node.hasManifest(node.images("default")));
        assertTrue(Files.exists(node.pool()), "what a killed source leaves");

        final ChildProcess again = node.receive(WIRE, "--name", "again");
        send(again, options).awaitExit(0);
        again.awaitExit(0);
        Leftovers.assertNone(node.runDirectory());
    }

    /** Waits until images arrive there. */
    private void awaitBytes(final ChildProcess target) throws InterruptedException {
        Await.that("the first bytes", () -> HostAgents.read(node.runDirectory()).stream()
            .anyMatch(found -> found.snapshot() != null && found.snapshot().pid() == target.pid()
                && found.snapshot().value(AgentCounter.BYTES_READ) > 0));
    }

    private ChildProcess send(final ChildProcess target, final String... options) throws Exception {
        return node.send(WIRE, target, options);
    }

    private String[] wire() {
        return new String[] {"--transport", WIRE.transport(), "--listen", WIRE.listen(node.root())};
    }

    private Path file(final String name, final int length) throws IOException {
        final byte[] bytes = new byte[length];
        new Random(SEED + name.hashCode()).nextBytes(bytes);
        return Files.write(node.root().resolve(name), bytes);
    }
}
