package org.rankferry.system;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankferry.engine.api.SecretFile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What an agent refuses before a byte is moved, each in one line that names it and the remedy. */
@Tag("slow")
class RefusalsTest {
    private static final int FILE_BYTES = 100_000;

    @RegisterExtension
    private final Node node = new Node();
    private String file;

    @BeforeEach
    void writeFile() throws Exception {
        file = Files.write(node.root().resolve("ctx.0"), new byte[FILE_BYTES]).toString();
    }

    @Test
    void aWrongSecret() throws Exception {
        final Path other = node.root().resolve("other-secret");
        SecretFile.create(other);
        final ChildProcess target = node.receive();
        final ChildProcess source = node.send(target, "--secret-file", other.toString(), "--rank", "0", file);
        source.awaitFault(1, "secret", Node.address(target));
        assertServes(target);
    }

    @Tag(Wire.NONE)
    @Test
    void aSecretThatOthersCanRead() throws Exception {
        final Path open = node.root().resolve("open-secret");
        SecretFile.create(open);
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r-----"));
        node.startReceive("default", "--secret-file", open.toString())
            .awaitFault(1, open.toString(), "rw-r-----", "chmod 600");
        node.send(Wire.nobody(), "--secret-file", open.toString(), "--rank", "0", file)
            .awaitFault(1, open.toString(), "rw-r-----", "chmod 600");
        node.send(Wire.nobody(), "--secret-file", node.root().resolve("none").toString(), "--rank", "0", file)
            .awaitFault(1, "does not exist", "/dev/urandom");
    }

    @Test
    void anotherChunkSize() throws Exception {
        aMismatch("--chunk", "64K", "65536", "chunk size 1048576");
    }

    /** What the target wants, what the source brings, and the words of both that the line must have. */
    @Tag(Wire.NONE)
    @ParameterizedTest
    @CsvSource({
        "--pool,  4M,   4194304,   pool size 10485760",
        "--job,   bt,   bt,        job lu",
        "--epoch, 7,    7,         epoch 6"})
    void aMismatch(final String option, final String wanted, final String expected, final String got) throws Exception {
        final ChildProcess target = node.receive(option, wanted);
        node.send(target, "--epoch", "6", "--rank", "0", file).awaitFault(1, expected, got, option);
        assertFalse(Node.hasManifest(node.images("default")));
        assertTrue(target.isAlive(), target::toString);
    }

    @Test
    void anEpochThatIsOver() throws Exception {
        final ChildProcess target = node.receive("--keep-listening");
        node.send(target, "--epoch", "7", "--rank", "0", file).awaitExit(0);
        node.send(target, "--epoch", "7", "--rank", "0", file).awaitFault(1, "epoch 7", "is over", "--epoch");
    }

    @Tag(Wire.NONE)
    @ParameterizedTest
    @ValueSource(strings = {"receive", "send"})
    void aReadDepthOfNothing(final String command) throws Exception {
        final ChildProcess agent = command.equals("receive")
            ? node.startReceive("default", "--depth", "0")
            : node.send(Wire.nobody(), "--depth", "0", "--rank", "0", file);
        agent.awaitFault(2, "--depth", "0");
    }

    @Tag(Wire.NONE)
    @Test
    void fewerChunksThanRanks() throws Exception {
        node.send(Wire.nobody(), "--ranks", "16", "--pool", "8M").awaitFault(
            2, "8388608 bytes has 8 chunks for 16 ranks", "--pool 16777216");
    }

    @Tag(Wire.NONE)
    @Test
    void aNameInUseAtTheTarget() throws Exception {
        final ChildProcess first = node.receive();
        node.startReceive("default", "--dir", node.images("other").toString()).awaitFault(
            1, "target default already runs on this host (pid " + first.pid() + ")", "another name");
        assertServes(first);
    }

    @Tag(Wire.NONE)
    @Test
    void twoJobsOfOneName() throws Exception {
        final ChildProcess target = node.receive();
        final ChildProcess first = node.send(target, "--ranks", "1");
        Await.that("the first source is there", () -> Files.exists(node.door()));
        node.send(target, "--ranks", "1").awaitFault(
            1, "job lu already has a source on this host (pid " + first.pid() + ")", "another name");
        final ChildProcess rank = node.rank(0, "--bytes", "100k");
        rank.awaitExit(0);
        first.awaitExit(0);
        target.awaitExit(0);
    }

    @Test
    void anAddressThatIsTaken() throws Exception {
        final ChildProcess first = node.receive();
        node.startReceive("second", "--listen", Node.address(first)).awaitFault(1, Node.address(first), "taken");
    }

    @Tag(Wire.NONE)
    @ParameterizedTest
    @CsvSource({
        "tcp,  unix:/tmp/ferry,  --transport shm",
        "auto, unix:/tmp/ferry,  --transport shm",
        "tcp,  127.0.0.1:0,      give the port",
        "shm,  127.0.0.1:7000,   --transport tcp",
        "ib,   127.0.0.1:7000,   'shm, tcp'"})
    void anAddressThatIsNotTheTransports(final String transport, final String address, final String remedy)
        throws Exception {
        node.send(address, "--transport", transport, "--rank", "0", file).awaitFault(1, remedy);
    }

    @Test
    void nobodyListens() throws Exception {
        final ChildProcess target = node.receive();
        final String address = Node.address(target);
        Node.stop(target);
        final long startNs = System.nanoTime();
        node.send(address, "--rank", "0", file, "--deadline", Patience.deadline("connect", 1)).awaitFault(1, address);
        assertTrue(System.nanoTime() - startNs < Patience.seconds(10) * 1_000_000_000L, "ends after its deadline");
    }

    /** The target is as it was: the next source is served. */
    private void assertServes(final ChildProcess target) throws Exception {
        node.send(target, "--rank", "0", file).awaitExit(0);
        target.awaitExit(0);
        assertEquals(FILE_BYTES, Files.size(node.images("default").resolve("rank-0").resolve("ctx.0")));
    }
}
